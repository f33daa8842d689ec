import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { awaitRoom, type Drain, type DrainState, drainPhase, drainQueues } from '#shared/usecases/runs/drain.ts';
import { type RunDoubles, runDoubles } from '#test/doubles/run-doubles.ts';
import { runs } from '#test/scale.ts';

const HOUR = 3600;
const WEEK = 7 * 24 * HOUR;

function waitOf(drain: Drain): number {
  return drain.drained ? Number.NaN : (Date.parse(drain.until) - doubles.clock.now().getTime()) / 1000;
}

/** Checks and waits until the queues are drained, or for a number of seconds. */
async function drainAll(pendingAt: (seconds: number) => number, limit = 8 * WEEK) {
  doubles = runDoubles();
  const { clock, queues } = doubles;
  const began = clock.now().getTime();
  const passed = () => (clock.now().getTime() - began) / 1000;
  const waits: number[] = [];
  let state: DrainState | undefined;
  for (;;) {
    queues.others.bulk = Math.max(Math.round(pendingAt(passed())), 0);
    const drain = await drainQueues(doubles.dependencies(), undefined, state);
    if (drain.drained || passed() > limit) return { drain, waits, seconds: passed() };
    waits.push(waitOf(drain));
    // What goes through a state machine is JSON.
    state = JSON.parse(JSON.stringify(drain.state)) as DrainState;
    clock.set(drain.until);
  }
}

let doubles: RunDoubles;
beforeEach(() => {
  doubles = runDoubles();
});
function expectModest(waits: readonly number[]) {
  for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(5);
  for (const wait of waits) expect(wait).toBeLessThanOrEqual(HOUR);
}
/** The drain that is still waited for. */
function undrained(drain: Drain) {
  if (drain.drained) throw new Error('Nothing is waited for.');
  return drain;
}

describe('drainQueues', () => {
  it('is done at once with empty queues', async () => {
    const { drain, waits } = await drainAll(() => 0);
    expect([drain, waits]).toEqual([{ drained: true, stuck: false }, []]);
  });

  it('counts both queues', async () => {
    doubles.queues.others.bulk = 3;
    doubles.queues.others.large = 4;
    const drain = await drainQueues(doubles.dependencies(), undefined, undefined);
    expect(drain).toMatchObject({ drained: false, because: '7 messages are pending', state: { pending: 7 } });
    expect(waitOf(drain)).toBe(5);
  });

  it('checks a steady drain rarely, and notices its end soon', async () => {
    for (const [seconds, looks] of [
      [60, 8],
      [HOUR, 20],
      [24 * HOUR, 60],
      [WEEK, 210],
    ] as const) {
      const { drain, waits, seconds: took } = await drainAll((at) => 1e6 * (1 - at / seconds));
      expect(drain).toEqual({ drained: true, stuck: false });
      expect(waits.length).toBeLessThanOrEqual(looks);
      expect(took).toBeLessThanOrEqual(seconds * 1.03 + 10);
    }
  });

  it('checks at most 550 times in a week, half of what an execution has room for', async () => {
    // As if Cloudinary's quota stopped it for most of each hour; as if other clouds kept filling the queue.
    const plateaus = (at: number) => 1e6 * (1 - (Math.floor(at / HOUR) * HOUR + Math.min(at % HOUR, 300)) / WEEK);
    const sawtooth = (at: number) => 100 + 1e6 * (1 - at / WEEK) * ((at / 50) % 1);
    const flutter = (at: number) => (at > WEEK ? 0 : 10 + (Math.round(at) % 7) * 5 - at / WEEK);
    for (const pendingAt of [plateaus, sawtooth, flutter]) {
      const { waits } = await drainAll(pendingAt, WEEK);
      expect(waits.length).toBeLessThanOrEqual(550);
    }
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(100)), async (noise) => {
        // Never empty, and never stuck.
        const { waits } = await drainAll((at) => WEEK - at + Number(noise.next().value) + 1, WEEK - 1);
        expect(waits.length).toBeLessThanOrEqual(550);
      }),
      { numRuns: runs(30) },
    );
  });

  it('waits between 5 seconds and an hour', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(1000)), async (noise) => {
        const { waits } = await drainAll(() => Number(noise.next().value), WEEK);
        expectModest(waits);
      }),
    );
  });

  it('gives up queues that have not become shorter for 6 hours', async () => {
    const { drain, seconds } = await drainAll((at) => Math.max(1000 - at, 3));
    expect(drain).toEqual({ drained: true, stuck: true });
    expect(seconds).toBeGreaterThanOrEqual(997 + 6 * HOUR);
    expect(seconds).toBeLessThan(7 * HOUR);
  });

  it('does not give up queues that become shorter, however slowly', async () => {
    const { drain, seconds } = await drainAll((at) => 10 - Math.floor(at / (5 * HOUR)));
    expect(drain).toEqual({ drained: true, stuck: false });
    expect(seconds).toBeGreaterThanOrEqual(50 * HOUR);
  });

  it('gives SQS time to count what was sent last, but does not wait less than 5 seconds', async () => {
    const { clock } = doubles;
    const look = (sentAt: string) => drainQueues(doubles.dependencies(), sentAt, undefined);
    const sentAt = clock.iso;
    for (const [passed, wait] of [
      [0, 60],
      [20.5, 40],
      [37.5, 5],
    ] as const) {
      clock.pass(passed);
      const drain = await look(sentAt);
      expect(waitOf(drain)).toBe(wait);
      expect(drain).toMatchObject({ drained: false, because: "SQS's counts may lag behind" });
    }
    clock.pass(2);
    expect(await look(sentAt)).toEqual({ drained: true, stuck: false });

    // A step that is tried again assumes that something was sent just now.
    const { state: backlog } = undrained(await look(clock.iso));
    clock.pass(60);
    const run = { cloud: 'demo', on: doubles.dependencies() };
    expect(await drainPhase(run, { lastSentAt: clock.iso, backlog })).toMatchObject({ next: 'next-phase' });
  });

  it('does not take a 0 from before SQS has counted as the lowest count so far', async () => {
    const { clock, queues } = doubles;
    const sentAt = clock.iso;
    const first = undrained(await drainQueues(doubles.dependencies(), sentAt, undefined));
    clock.set(first.until);
    let { state } = first;
    for (let hour = 0; hour < 24; hour += 1) {
      queues.others.bulk = 1_000_000 - 40_000 * hour;
      ({ state } = undrained(await drainQueues(doubles.dependencies(), sentAt, state)));
      clock.pass(HOUR);
    }
    expect(state.since).toBe(sentAt);
  });

  it('remembers when it began to wait, even if the queues are empty for a moment', async () => {
    doubles.queues.others.bulk = 5;
    const first = undrained(await drainQueues(doubles.dependencies(), undefined, undefined));
    doubles.queues.others.bulk = 0;
    const second = await drainQueues(doubles.dependencies(), doubles.clock.iso, {
      ...first.state,
      since: '2026-11-20T00:00:00.000Z',
    });
    expect(second).toMatchObject({ drained: false, state: { since: '2026-11-20T00:00:00.000Z' } });
  });
});

describe('awaitRoom', () => {
  const room = (before?: DrainState) =>
    awaitRoom(doubles.dependencies({ backlogLimits: { bulk: 1000, large: 10 } }), before);

  it('lets a run fill each queue to its limit', async () => {
    for (const [bulk, large, isRoom] of [
      [0, 0, true],
      [1000, 10, true],
      [1001, 0, false],
      [0, 11, false],
    ] as const) {
      Object.assign(doubles.queues.others, { bulk, large });
      expect((await room()).drained).toBe(isRoom);
    }
  });

  it('waits until there is room for half of it, not until the queue is empty', async () => {
    const { clock, queues } = doubles;
    const state = { since: clock.iso, seenAt: clock.iso, pending: 3000, least: 3000, leastAt: clock.iso };
    clock.pass(100);
    queues.others.bulk = 2000;
    // 10 a second: 150 seconds for 1,500, and half of that.
    expect(waitOf(await room(state))).toBe(75);
    queues.others.bulk = 500;
    expect((await room(state)).drained).toBe(true);
  });

  it('never sends to a stuck queue, and checks it no more often than necessary', async () => {
    doubles.queues.others.large = 11;
    const end = doubles.clock.now().getTime() + WEEK * 1000;
    const reasons = new Set<string>();
    let state: DrainState | undefined;
    let looks = 0;
    for (; doubles.clock.now().getTime() < end; looks += 1) {
      const drain = undrained(await room(state));
      expectModest([waitOf(drain)]);
      reasons.add(drain.because);
      ({ state } = drain);
      doubles.clock.set(drain.until);
    }
    expect([...reasons]).toEqual(['11 messages are pending', 'The large queue is stuck']);
    expect(looks).toBeLessThan(550);
    doubles.queues.others.large = 5;
    expect(await room(state)).toEqual({ drained: true, stuck: false });
  });
});
