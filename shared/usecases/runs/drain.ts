import type { RunDependencies } from './run-dependencies.ts';

/** What is known of queues that are being drained. Times are ISO 8601. */
export interface DrainState {
  readonly since: string;
  /** When they were last looked at, and what was pending then. */
  readonly seenAt: string;
  readonly pending: number;
  /** The least that was pending so far, and since when. */
  readonly least: number;
  readonly leastAt: string;
}

/** What to do about queues that are being drained. */
export type Drain =
  | { readonly drained: true; readonly stuck: boolean }
  | { readonly drained: false; readonly until: string; readonly because: string; readonly state: DrainState };

/** What a phase returns that must wait for queues. */
export function waitForQueues<State>(state: State, { until, because, state: backlog }: Drain & { drained: false }) {
  return { next: 'wait', until, because, state: { ...state, backlog } } as const;
}

/** What of a run's state concerns its queues. */
interface QueueState {
  readonly backlog?: DrainState | undefined;
  readonly lastSentAt?: string;
}

type Needs = Pick<RunDependencies, 'queues' | 'backlogLimits' | 'now' | 'queueLagSeconds'>;

const SHORTEST_WAIT_S = 5;
const LONGEST_WAIT_S = 3600;
/** The longest wait while nothing tells how fast the queues are drained. */
const LONGEST_BLIND_WAIT_S = 300;
/** Queues that have not become shorter for so long hold what keeps failing: a run does not wait for it. In seconds. */
const STUCK_AFTER_S = 6 * 3600;

function secondsBetween(from: string, to: Date): number {
  return (to.getTime() - Date.parse(from)) / 1000;
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}

/**
 * A wait is at least so much of the time that was waited already: whatever a queue does, there are about 400 looks in a
 * week, as an execution has room for 25,000 events, and the last one comes at most so much too late.
 */
const LEAST_SHARE = 1 / 50;

/** Half of the time that is left at the present rate: so that few looks suffice, and none comes much too late. */
function waitSeconds(pending: number, wanted: number, before: DrainState | undefined, now: Date): number {
  if (before === undefined) return SHORTEST_WAIT_S;
  const rate = (before.pending - pending) / Math.max(secondsBetween(before.seenAt, now), 1);
  const estimate = rate > 0 ? (pending - wanted) / rate / 2 : Number.POSITIVE_INFINITY;
  const waited = secondsBetween(before.since, now);
  const wait = Number.isFinite(estimate) ? estimate : Math.min(waited / 4, LONGEST_BLIND_WAIT_S);
  return Math.min(Math.max(wait, waited * LEAST_SHARE, SHORTEST_WAIT_S), LONGEST_WAIT_S);
}

function stateAt(now: Date, pending: number, before: DrainState | undefined): DrainState {
  const at = now.toISOString();
  return { since: before?.since ?? at, seenAt: at, pending, least: pending, leastAt: at };
}

function look(pending: number, wanted: number, before: DrainState | undefined, now: Date): Drain {
  // Nothing at all is what SQS says before it has counted: not the least that there was to do.
  const isLess = before === undefined || before.pending === 0 || pending < before.least;
  const least = isLess ? {} : { least: before.least, leastAt: before.leastAt };
  const state = { ...stateAt(now, pending, before), ...least };
  if (secondsBetween(state.leastAt, now) >= STUCK_AFTER_S) return { drained: true, stuck: true };
  const because = `${pending} messages wait to be copied`;
  return { drained: false, until: after(now, waitSeconds(pending, wanted, before, now)), because, state };
}

/** The first look at queues that the run must wait for without an estimate. */
function blindWait(
  pending: number,
  before: DrainState | undefined,
  now: Date,
  seconds: number,
  because: string,
): Drain {
  return { drained: false, until: after(now, seconds), because, state: stateAt(now, pending, before) };
}

/**
 * Looks whether all queues that runs fill are empty.
 *
 * @param lastSentAt when the last message was sent: for a while after it SQS may not count it yet
 */
export async function drainQueues(
  { queues, backlogLimits, now, queueLagSeconds }: Needs,
  lastSentAt: string | undefined,
  before: DrainState | undefined,
): Promise<Drain> {
  let pending = 0;
  for (const queue of Object.keys(backlogLimits)) pending += await queues.pending(queue);
  if (pending > 0) return look(pending, 0, before, now());
  const lag = lastSentAt === undefined ? 0 : queueLagSeconds - secondsBetween(lastSentAt, now());
  if (lag <= 0) return { drained: true, stuck: false };
  return blindWait(pending, before, now(), Math.max(Math.ceil(lag), SHORTEST_WAIT_S), "SQS's counts may lag behind");
}

/** A phase that waits until what was queued is done. What no longer becomes less is not waited for. */
export async function drainPhase<State extends QueueState>(
  { cloud, on }: { readonly cloud: string; readonly on: Needs & Pick<RunDependencies, 'note'> },
  state: State,
) {
  const { lastSentAt, backlog } = state;
  // It has sent nothing since it began to drain, whatever an attempt that broke off may seem to have done.
  const sentAt = backlog && lastSentAt && backlog.since < lastSentAt ? backlog.since : lastSentAt;
  const drained = await drainQueues(on, sentAt, backlog);
  if (!drained.drained) return waitForQueues(state, drained);
  if (drained.stuck) on.note('the queues do not empty; the run continues without them', { cloud });
  return { next: 'next-phase', state } as const;
}

/**
 * Looks whether a queue holds more than can be drained in a day: what waits in a queue for two weeks expires.
 *
 * @returns what to wait for, or that there is room
 */
export async function awaitRoom({ queues, now, backlogLimits }: Needs, before: DrainState | undefined): Promise<Drain> {
  for (const [queue, limit] of Object.entries(backlogLimits)) {
    const pending = await queues.pending(queue);
    // Once a run waits, it waits for room that is worth it: each time it goes on costs looks until it waits again.
    const wanted = before === undefined ? limit : limit / 2;
    if (pending <= wanted) continue;
    const drain = look(pending, wanted, before, now());
    // What blocks a queue for hours is somebody's to mend; it must not take messages that would expire behind it.
    if (!drain.drained) return drain;
    return blindWait(pending, before, now(), LONGEST_WAIT_S, `The ${queue} queue is stuck`);
  }
  return { drained: true, stuck: false };
}
