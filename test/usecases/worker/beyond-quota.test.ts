import { expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { MAX_ATTEMPTS } from '#shared/domain/jobs/waiting-job.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { lastRenameJob, lastRevisionJob, run, useWorkerRun } from '#test/doubles/worker-run.ts';
import { scaled } from '#test/scale.ts';

const START = Date.UTC(2026, 10, 20, 9, 30);
const HOUR = 3_600_000;
const RETENTION = 14 * 24 * HOUR;
/** More jobs than 25 attempts an hour apart can get through. */
const { count: COUNT, usable: USABLE } = scaled({ count: 210, usable: 8 }, { count: 2_400, usable: 80 });

useWorkerRun();

interface Sent {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receives: number;
}

/** Delivers messages as SQS does, on a clock of its own, until none is left. */
async function deliver(jobs: readonly Job[]) {
  let now = START;
  let ids = 0;
  const queue = new Map<number, Sent[]>();
  const put = (at: number, ...messages: readonly Sent[]) => {
    const due = queue.get(at) ?? [];
    queue.set(at, due);
    due.push(...messages);
  };
  const sent = (job: Job): Sent => ({ id: String(ids++), body: JSON.stringify(job), sentAt: now, receives: 0 });
  const dead: Sent[] = [];
  const expired: Sent[] = [];
  let calls = 0;
  const perHour = new Map<number, number>();
  run.library.intervene = (call) => {
    if (call !== 'currentAsset') return undefined;
    const hour = Math.floor(now / HOUR);
    const used = perHour.get(hour) ?? 0;
    if (used >= USABLE) {
      return new PipelineError('throttled', 'down to the reserve', { retryAt: new Date((hour + 1) * HOUR) });
    }
    perHour.set(hour, used + 1);
    calls += 1;
    return undefined;
  };
  put(now, ...jobs.map(sent));
  while (queue.size > 0) {
    now = Math.min(...queue.keys());
    const due = queue.get(now) ?? [];
    queue.delete(now);
    for (let from = 0; from < due.length; from += 10) {
      const received = due.slice(from, from + 10).filter((message) => {
        message.receives += 1;
        if (now - message.sentAt > RETENTION) expired.push(message);
        else if (message.receives > MAX_ATTEMPTS) dead.push(message);
        else return true;
        return false;
      });
      const delays = new Map<string, number>();
      const dependencies = run.dependencies({
        now: () => new Date(now),
        // A list of a million waits would be long.
        reports: { ...run.dependencies().reports, sentAgain: () => {} },
        delay: async ({ id }, seconds) => void delays.set(id, seconds),
        sendAgain: async (_, jobs, seconds) => void put(now + seconds * 1000, ...jobs.map(sent)),
      });
      const messages = received.map(({ id, body, sentAt, receives }) => {
        return { id, body, sentAt: new Date(sentAt), receiveCount: receives, queue: 'live' } as const;
      });
      const failed = new Set(await workOnBatch(messages, dependencies));
      for (const message of received.filter(({ id }) => failed.has(id))) {
        put(now + (delays.get(message.id) ?? 0) * 1000, message);
      }
    }
  }
  return { dead, expired, calls, hours: (now - START) / HOUR };
}

const KINDS: Readonly<Record<string, (index: number) => Job>> = {
  renames: (index) => {
    run.library.rename(`photo ${index}`, `renamed ${index}`);
    return lastRenameJob(run.library);
  },
  moderations: () => {
    const { asset, cloud, at } = lastRevisionJob(run.library);
    return { v: 1, job: 'reread', cloud, at, asset, because: 'moderation' };
  },
  'uploads without etag': () => {
    const job = lastRevisionJob(run.library);
    const { etag: _, ...revision } = job.revision;
    return { ...job, revision };
  },
};

test.each(Object.entries(KINDS))(
  '%s beyond 25 hours of quota are all recorded',
  { timeout: 600_000 },
  async (_, jobOf) => {
    const jobs = Array.from({ length: COUNT }, (_, index) => {
      run.library.upload(`photo ${index}`, someBytes(20, index + 1));
      return jobOf(index);
    });
    const { dead, expired, calls, hours } = await deliver(jobs);
    expect([dead, expired, run.failures]).toEqual([[], [], []]);
    expect(calls).toBe(COUNT);
    expect(hours).toBeGreaterThan(25);
    const recorded = run.journal().map((entry) => 'asset_id' in entry && entry.asset_id);
    expect(new Set(recorded).size).toBe(COUNT);
    expect(run.store.bodies('pipeline/res/').size).toBe(COUNT);
  },
);
