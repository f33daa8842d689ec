import { beforeEach } from 'vitest';
import { setAsideMessages } from '#shared/domain/jobs/set-aside-messages.ts';
import type { Redrivable } from '#shared/usecases/queue-name.ts';
import { type RedriveDependencies, type RedriveOptions, redriveQueue } from '#shared/usecases/redrive/redrive-queue.ts';
import { MemoryDeadLetters } from './memory-dead-letters.ts';

export const NOW = new Date('2026-11-20T09:15:35Z');
export const HOUR_MS = 60 * 60 * 1000;
export const EARLIER = new Date(NOW.getTime() - HOUR_MS);

export function job(name: string, cloud = 'demo', kind = 'revision') {
  return JSON.stringify({ v: 1, job: kind, cloud, name });
}

/** A body as the webhook sets it aside; long ones in pieces. */
export function setAside(body: object | string, requestId = 'request-1') {
  return setAsideMessages(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), {
    cloud: 'demo',
    received_at: '2026-11-20T09:00:01.000000Z',
    signed_at: '2026-11-20T09:00:00.000000Z',
    request_id: requestId,
    reason: 'an older version did not understand it',
  });
}

export let queue: MemoryDeadLetters;
/** By queue. */
export let sent: Record<Redrivable, string[]>;
export let abort: AbortController;

/** A dead-letter queue held in memory, a new one for each test of a file. */
export function useDeadLetters(): void {
  beforeEach(() => {
    queue = new MemoryDeadLetters();
    sent = { live: [], bulk: [], large: [], 'set-aside': [] };
    abort = new AbortController();
  });
}

export function put(...bodies: readonly string[]): readonly string[] {
  return bodies.map((body) => queue.put(body, EARLIER));
}

/** Lets the calls of that name fail. */
export function failAt(failing: string, error: Error | undefined): void {
  queue.before = (call) => {
    if (call === failing) throw error;
  };
}

export function redrive(options: Partial<RedriveOptions> = {}, more: Partial<RedriveDependencies> = {}) {
  const send: RedriveDependencies['send'] = async (to, bodies) => {
    queue.calls.push(`send ${to}`);
    queue.before('send');
    sent[to].push(...bodies);
  };
  return redriveQueue(
    { queue: 'live', dryRun: false, max: Number.POSITIVE_INFINITY, ...options },
    { deadLetters: queue, send, now: () => NOW, signal: abort.signal, ...more },
  );
}
