import type { RunDependencies } from './run-dependencies.ts';

/** What is known about queues that are being drained. Times are ISO 8601. */
export interface DrainState {
  readonly since: string;
  /** When they were last checked, and what was pending then. */
  readonly seenAt: string;
  readonly pending: number;
  /** The least that was pending so far, and since when. */
  readonly least: number;
  readonly leastAt: string;
}

/** Whether queues are drained, or how long to wait for them. */
export type Drain =
  | { readonly drained: true; readonly stuck: boolean }
  | { readonly drained: false; readonly until: string; readonly because: string; readonly state: DrainState };

/** What a phase returns if it must wait for queues. */
export function waitForQueues<State>(state: State, { until, because, state: backlog }: Drain & { drained: false }) {
  return { next: 'wait', until, because, state: { ...state, backlog } } as const;
}

/** The part of a run's state that concerns its queues. */
interface QueueState {
  readonly backlog?: DrainState | undefined;
  readonly lastSentAt?: string;
}

type Needs = Pick<RunDependencies, 'queues' | 'backlogLimits' | 'now' | 'queueLagSeconds'>;

const SHORTEST_WAIT_S = 5;
const LONGEST_WAIT_S = 3600;
/** The longest wait while it is unknown how fast the queues are drained. */
const LONGEST_BLIND_WAIT_S = 300;
/**
 * Queues that have not become shorter for this long hold messages that keep failing: a run does not wait for them. In
 * seconds.
 */
const STUCK_AFTER_S = 6 * 3600;

function secondsBetween(from: string, to: Date): number {
  return (to.getTime() - Date.parse(from)) / 1000;
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}

/**
 * A wait is at least this share of the time waited so far. Whatever a queue does, that makes about 400 checks in a
 * week, because an execution has room for 25,000 events, and the last check is late by this share at most.
 */
const LEAST_SHARE = 1 / 50;

/** Half of the time that is left at the present rate: so few checks are enough, and none comes much too late. */
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

function check(pending: number, wanted: number, before: DrainState | undefined, now: Date): Drain {
  // SQS says 0 before it has counted, so 0 does not count as the least so far.
  const isLess = before === undefined || before.pending === 0 || pending < before.least;
  const least = isLess ? {} : { least: before.least, leastAt: before.leastAt };
  const state = { ...stateAt(now, pending, before), ...least };
  if (secondsBetween(state.leastAt, now) >= STUCK_AFTER_S) return { drained: true, stuck: true };
  const because = `${pending} messages are pending`;
  return { drained: false, until: after(now, waitSeconds(pending, wanted, before, now)), because, state };
}

/** A wait without an estimate. */
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
 * Checks whether all queues that runs fill are empty.
 *
 * @param lastSentAt when the last message was sent: for a while, SQS may not count it yet
 */
export async function drainQueues(
  { queues, backlogLimits, now, queueLagSeconds }: Needs,
  lastSentAt: string | undefined,
  before: DrainState | undefined,
): Promise<Drain> {
  let pending = 0;
  for (const queue of Object.keys(backlogLimits)) pending += await queues.pending(queue);
  if (pending > 0) return check(pending, 0, before, now());
  const lag = lastSentAt === undefined ? 0 : queueLagSeconds - secondsBetween(lastSentAt, now());
  if (lag <= 0) return { drained: true, stuck: false };
  return blindWait(pending, before, now(), Math.max(Math.ceil(lag), SHORTEST_WAIT_S), "SQS's counts may lag behind");
}

/** A phase that waits until the queued jobs are done, or the queues no longer become shorter. */
export async function drainPhase<State extends QueueState>(
  { cloud, on }: { readonly cloud: string; readonly on: Needs & Pick<RunDependencies, 'note'> },
  state: State,
) {
  const { lastSentAt, backlog } = state;
  // The run has sent nothing since it began to drain, even if an attempt that broke off seems to have.
  const sentAt = backlog && lastSentAt && backlog.since < lastSentAt ? backlog.since : lastSentAt;
  const drained = await drainQueues(on, sentAt, backlog);
  if (!drained.drained) return waitForQueues(state, drained);
  if (drained.stuck) on.note('the queues do not empty; the run no longer waits for them', { cloud });
  return { next: 'next-phase', state } as const;
}

/**
 * Checks whether a queue holds more than can be drained in a day: messages expire after two weeks in a queue.
 *
 * @returns what to wait for, or that there is room
 */
export async function awaitRoom({ queues, now, backlogLimits }: Needs, before: DrainState | undefined): Promise<Drain> {
  for (const [queue, limit] of Object.entries(backlogLimits)) {
    const pending = await queues.pending(queue);
    // Once a run waits, it waits for enough room: every time it continues, it takes several checks until it waits
    // again.
    const wanted = before === undefined ? limit : limit / 2;
    if (pending <= wanted) continue;
    const drain = check(pending, wanted, before, now());
    // A queue that is blocked for hours needs the operator. Messages sent to it meanwhile could expire.
    if (!drain.drained) return drain;
    return blindWait(pending, before, now(), LONGEST_WAIT_S, `The ${queue} queue is stuck`);
  }
  return { drained: true, stuck: false };
}
