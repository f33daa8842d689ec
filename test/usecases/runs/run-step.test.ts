import { describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { MAX_MESSAGE_BYTES } from '#shared/domain/jobs/queue-message.ts';
import type { DrainState } from '#shared/usecases/runs/drain.ts';
import { type PhaseResult, STATE_VERSION, startOfRun } from '#shared/usecases/runs/run.ts';
import { runStep } from '#shared/usecases/runs/run-step.ts';
import { sendJobs } from '#shared/usecases/runs/send-jobs.ts';
import { parseStepEvent } from '#shared/usecases/runs/step-event.ts';
import { type RunDoubles, runDoubles } from '#test/doubles/run-doubles.ts';
import { CENSUS, type CensusState } from './census.ts';

const execution = { arn: 'arn:a', startedAt: '2026-11-21T02:30:00.000Z' };
const input = { cloud: 'demo', reason: 'operator' } as const;
type State = CensusState;

function stateOf(failures = 0, quota?: NonNullable<State['quota']>): State {
  return { ...startOfRun('read', { events: 0 }), failures, ...(quota !== undefined && { quota }) };
}

const EVENT = { execution, input, retries: 0 };

/** The census, some of whose phases do something else. */
function censusWith(phases: Partial<typeof CENSUS.phases>) {
  return { ...CENSUS, phases: { ...CENSUS.phases, ...phases } };
}

/** A step of the census whose first phase does something else. */
function stepWith(doubles: RunDoubles, read: (state: State) => Promise<PhaseResult<State>>, state?: State) {
  if (state !== undefined) {
    const started = {
      v: 1,
      cloud: 'demo',
      started_at: execution.startedAt,
      execution: 'arn:a',
      reason: 'operator',
      shards: 4,
    };
    const key = `${CENSUS.folder('demo')}${execution.startedAt}/started.json`;
    doubles.store.place(key, Buffer.from(JSON.stringify(started)));
  }
  const kind = censusWith({ read: (_run, current) => read(current) });
  return runStep({ kind, event: { ...EVENT, ...(state !== undefined && { state }) }, on: doubles.dependencies() });
}
async function continueRun(state: State) {
  return { next: 'continue', state } as const;
}

function secondsUntil({ clock }: RunDoubles, until: string) {
  return (Date.parse(until) - clock.now().getTime()) / 1000;
}

describe('a step', () => {
  test('of a run that an older version began is refused, with what to do', async () => {
    const old = { v: 1, phase: 'list', shards: 1, listing: { step: 3 } } as unknown as State;
    for (const [state, message] of [
      [old, /version 1 and is in phase list\. .* reads version 3 .* Start a new run/],
      [
        { ...stateOf(), phase: 'gone' } as unknown as State,
        /version 3 and is in phase gone\. This function reads version 3 and the phases /,
      ],
    ] as const) {
      const refused = stepWith(runDoubles(), continueRun, state);
      await expect(refused).rejects.toMatchObject({ code: 'invalid-configuration', retryable: false });
      await expect(refused).rejects.toThrow(message);
    }
    expect(STATE_VERSION).toBe(3);
  });

  test('does not start without knowing how the run began', async () => {
    const doubles = runDoubles();
    doubles.store.before = ({ name, key }) =>
      void (name === 'read' && key.endsWith('started.json') && doubles.store.objects.delete(key)) as undefined;
    await expect(stepWith(doubles, continueRun)).rejects.toThrow(/started\.json .* is missing or unreadable/);
  });

  const failed = (code: 'throttled' | 'cloudinary-failed' | 'storage-failed', retryAt?: string) =>
    new PipelineError(
      code,
      'It failed.',
      retryAt === undefined ? {} : { retryAt: new Date(`2026-11-21T${retryAt}:00.000Z`) },
    );
  const quota = { limit: 500, remaining: 0, resetsAt: '2026-11-21T03:00:00.000Z' };
  test.each([
    ['fails for the first time', failed('storage-failed'), stateOf(), 5, 1],
    ['fails for the fourth time in a row', failed('cloudinary-failed'), stateOf(3), 40, 4],
    ['fails for the eighth time', failed('cloudinary-failed'), stateOf(7), 600, 8],
    ['is throttled until a moment, which is not a failure', failed('throttled', '02:40'), stateOf(2), 602, 2],
    ['is throttled until a moment that has passed', failed('throttled', '02:20'), stateOf(), 5, 1],
    ['is throttled, perhaps for a moment', failed('throttled'), stateOf(3, quota), 40, 4],
    ['is throttled repeatedly: the quota is used up', failed('throttled'), stateOf(4, quota), 1802, 4],
  ])('whose phase %s waits', async (_, failure, state, seconds, failures) => {
    for (const fails of [
      () => Promise.reject(failure),
      async (current: State): Promise<PhaseResult<State>> => ({ next: 'retry', failure, state: current }),
    ]) {
      const doubles = runDoubles();
      const result = await stepWith(doubles, fails, state);
      expect(result).toMatchObject({ next: 'wait', because: 'It failed.', state: { failures, phase: 'read' } });
      if (result.next === 'wait') expect(secondsUntil(doubles, result.until)).toBe(seconds);
    }
  });

  test.each([
    ['has failed nine times', failed('cloudinary-failed'), stateOf(8)],
    ['is out of time', new PipelineError('out-of-time', 'It is late.'), stateOf()],
    ['cannot succeed', new PipelineError('invalid-configuration', 'It is wrong.'), stateOf()],
    ['has a bug', new TypeError('It is broken.'), stateOf()],
  ])('whose phase %s fails', async (_, failure, state) => {
    await expect(stepWith(runDoubles(), () => Promise.reject(failure), state)).rejects.toBe(failure);
  });

  test('uses what a failed attempt has left, and counts from its requests what the run has used', async () => {
    const doubles = runDoubles();
    const seen: unknown[] = [];
    const kind = censusWith({
      read: async ({ retried, on }, state) => {
        seen.push([retried, state.lastSentAt]);
        await on.queues.send('bulk', Array(15).fill('a'));
        doubles.clock.pass(61);
        return { next: seen.length > 9 ? 'next-phase' : 'continue', state };
      },
    });
    const first = await runStep({ kind, event: EVENT, on: doubles.dependencies() });
    // Work that takes over a minute gets a step of its own.
    expect(first).toMatchObject({ next: 'continue', state: { lastSentAt: '2026-11-21T02:30:00.000Z' } });
    if (first.next !== 'continue') return;
    expect(first.state.use).toMatchObject({ messages: 2, gbSeconds: 61, transitions: 3 });
    expect(first.state.use.puts).toBeGreaterThan(1);
    for (const [retries, failures] of [
      [0, 0],
      [1, 0],
      [0, 1],
    ] as const) {
      const state = { ...first.state, failures };
      await runStep({ kind, event: { ...EVENT, retries, state }, on: doubles.dependencies() });
    }
    expect(seen.slice(1)).toEqual([
      [false, '2026-11-21T02:30:00.000Z'],
      // An attempt that broke off may have sent jobs up to now.
      [true, expect.stringContaining('T02:32')],
      [true, '2026-11-21T02:30:00.000Z'],
    ]);
  });

  test('does not keep waiting times from one phase to the next, and cannot continue after the last phase', async () => {
    const seen: unknown[] = [];
    const kind = censusWith({
      read: async (_run, state) => ({ next: 'next-phase', state: { ...state, backlog: {} as DrainState } }),
      report: async (_run, state) => {
        seen.push(state.backlog);
        return { next: 'next-phase', state };
      },
    });
    const step = runStep({ kind, event: EVENT, on: runDoubles().dependencies() });
    await expect(step).rejects.toThrow('No phase follows report.');
    expect(seen).toEqual([undefined]);
  });
});

test('an event that no state machine sends is refused, with what is wrong with it', () => {
  const sent = { ...EVENT, checks: { a: 1 }, last: {} };
  for (const [event, message] of [
    [{}, /execution/],
    [{ ...sent, input: { cloud: 'demo' } }, /input\.reason/],
    [{ ...sent, last: { state: null } }, /last\.state/],
    [{ ...sent, execution: { arn: 'a', startedAt: 'today' } }, /execution\.startedAt/],
  ] as const) {
    expect(() => parseStepEvent(CENSUS.input, event)).toThrow(message);
  }
  const event = { ...sent, execution: { arn: 'arn:a', startedAt: '2026-11-21T02:30:00Z' } };
  expect(parseStepEvent(CENSUS.input, event)).toEqual({ ...EVENT, checks: { a: 1 } });
});

test('a job that no message can hold is named in the log, and the others are sent', async () => {
  const doubles = runDoubles();
  const jobOf = (public_id: string, bytes: number): RevisionJob => ({
    v: 1,
    job: 'revision',
    cloud: 'demo',
    at: '2026-11-21T02:30:00.000000Z' as RevisionJob['at'],
    asset: { resource_type: 'image', type: 'upload', public_id, asset_id: `id-of-${public_id.length}` },
    revision: { version: 1, bytes },
    details: {},
  });
  const jobs = [jobOf('a', 1), jobOf('x'.repeat(MAX_MESSAGE_BYTES), 1), jobOf('b', 2 ** 30)];
  expect(await sendJobs({ cloud: 'demo', on: doubles.dependencies() }, jobs)).toEqual([jobs[0], jobs[2]]);
  expect(doubles.queues.calls).toEqual(['send bulk 1', 'send large 1']);
  const details = { cloud: 'demo', job: 'revision', at: jobs[0]?.at, asset_id: `id-of-${MAX_MESSAGE_BYTES}` };
  expect(doubles.notes).toEqual([{ message: 'a job was not queued: it is too large for a message', details }]);
});
