import { deadLetters } from '../../../shared/domain/jobs/dead-letter.ts';
import type { Lane } from '../../../shared/usecases/redrive/redrive-lane.ts';
import {
  type RedriveDependencies,
  type RedriveOptions,
  redriveQueue,
} from '../../../shared/usecases/redrive/redrive-queue.ts';
import { MemoryDeadLetters } from './memory-dead-letters.ts';

export const NOW = new Date('2026-11-20T09:15:35Z');
export const HOUR_MS = 60 * 60 * 1000;
export const EARLIER = new Date(NOW.getTime() - HOUR_MS);

export function job(name: string, cloud = 'demo', kind = 'revision') {
  return JSON.stringify({ v: 1, job: kind, cloud, name });
}

export const UPLOAD = {
  notification_type: 'upload',
  asset_id: 'a'.repeat(32),
  resource_type: 'image',
  type: 'upload',
  public_id: 'photo',
  version: 1795166132,
  version_id: 'b'.repeat(32),
  bytes: 1000,
  etag: 'c'.repeat(32),
  format: 'jpg',
};

/** A body as the webhook sets it aside; long ones in pieces. */
export function setAside(body: object | string, requestId = 'request-1') {
  return deadLetters(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), {
    cloud: 'demo',
    received_at: '2026-11-20T09:00:01.000000Z',
    signed_at: '2026-11-20T09:00:00.000000Z',
    request_id: requestId,
    reason: 'an older version did not understand it',
  });
}

/** A redrive of a dead-letter queue held in memory. */
export function startRun() {
  const queue = new MemoryDeadLetters();
  const sent: Record<Lane, string[]> = { live: [], bulk: [], large: [] };
  const abort = new AbortController();
  const dependencies: RedriveDependencies = {
    deadLetters: queue,
    send: async (lane, bodies) => {
      queue.calls.push(`send ${lane}`);
      queue.before('send');
      sent[lane].push(...bodies);
    },
    now: () => NOW,
    signal: abort.signal,
  };
  const put = (...bodies: readonly string[]) => bodies.map((body) => queue.put(body, EARLIER));
  const redrive = (options: Partial<RedriveOptions> = {}, more: Partial<RedriveDependencies> = {}) =>
    redriveQueue(
      { lane: 'live', dryRun: false, max: Number.POSITIVE_INFINITY, ...options },
      { ...dependencies, ...more },
    );
  return { queue, sent, abort, dependencies, put, redrive };
}
