import { createHash } from 'node:crypto';
import type { HighWaterMarks } from '#shared/usecases/runs/high-water-state.ts';
import type { Executions, RunDependencies, RunQueues } from '#shared/usecases/runs/run-dependencies.ts';
import { Intervention } from './intervention.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

/** A clock that stands still until it is set. */
export class MemoryClock {
  #now: number;

  constructor(at = '2026-11-21T02:30:00.000Z') {
    this.#now = Date.parse(at);
  }

  readonly now = (): Date => new Date(this.#now);

  get iso(): string {
    return this.now().toISOString();
  }

  set(at: string): void {
    this.#now = Date.parse(at);
  }

  pass(seconds: number): void {
    this.#now += Math.round(seconds * 1000);
  }
}

/** The queues of the stack that runs fill. */
type RunQueue = 'bulk' | 'large';

/**
 * Queues in memory. Only {@link MemoryRunQueues.take} removes messages. Calls are texts: `send bulk 10`, `pending
 * large`.
 */
export class MemoryRunQueues extends Intervention<string> implements RunQueues {
  /** Every message that was ever sent, in order. */
  readonly sent: { readonly queue: RunQueue; readonly body: string }[] = [];
  /** Messages that are waiting or being worked on. */
  readonly waiting: Record<RunQueue, string[]> = { bulk: [], large: [] };
  /** The number of messages that others put there. */
  readonly others: Record<RunQueue, number> = { bulk: 0, large: 0 };
  /** How many messages a queue claims to hold, if not the true number. */
  counted: (queue: RunQueue, pending: number) => number = (_queue, pending) => pending;

  send(name: string, bodies: readonly string[]): Promise<void> {
    const queue = runQueue(name);
    return this.call(`send ${queue} ${bodies.length}`, () => {
      this.sent.push(...bodies.map((body) => ({ queue, body })));
      this.waiting[queue].push(...bodies);
    });
  }

  pending(name: string): Promise<number> {
    const queue = runQueue(name);
    return this.call(`pending ${queue}`, () => this.counted(queue, this.waiting[queue].length + this.others[queue]));
  }

  /** Takes the oldest messages off a queue, as its worker does: all, unless a number is given. */
  take(queue: RunQueue, count = Number.POSITIVE_INFINITY): readonly string[] {
    return this.waiting[queue].splice(0, count);
  }
}

function runQueue(name: string): RunQueue {
  if (name === 'bulk' || name === 'large') return name;
  throw new Error(`There is no queue called ${name}.`);
}

/** Executions of a state machine in memory: those that run are the ARNs in `running`. */
export class MemoryExecutions implements Executions {
  readonly running: Set<string>;
  /** The ARNs that were asked for, in order. */
  readonly asked: string[] = [];

  constructor(...running: readonly string[]) {
    this.running = new Set(running);
  }

  async isRunning(arn: string): Promise<boolean> {
    this.asked.push(arn);
    return this.running.has(arn);
  }
}

/** What runs found, in memory: texts by kind and cloud, as `verify demo`. */
export class MemoryMarks implements HighWaterMarks {
  readonly held = new Map<string, string>();

  async read(kind: string, cloud: string): Promise<string | undefined> {
    return this.held.get(`${kind} ${cloud}`);
  }

  async write(kind: string, cloud: string, mark: string): Promise<void> {
    this.held.set(`${kind} ${cloud}`, mark);
  }
}

/** Everything that a run needs from outside, in memory: nothing is late, and there is room on the queues. */
export function runDoubles() {
  const store = new MemoryObjectStore();
  const queues = new MemoryRunQueues();
  const executions = new MemoryExecutions();
  const marks = new MemoryMarks();
  const clock = new MemoryClock();
  const notes: { readonly message: string; readonly details: Readonly<Record<string, unknown>> }[] = [];
  const controller = new AbortController();
  let draws = 0;
  return {
    store,
    queues,
    executions,
    marks,
    clock,
    /** What the run has logged. */
    notes,
    /** Ends the function's time, with a given reason. */
    abort: (reason: Error) => controller.abort(reason),
    /** The dependencies of one invocation; everything but what is overridden is shared by all of them. */
    dependencies: (overrides: Partial<RunDependencies> = {}): RunDependencies => ({
      store,
      queues,
      executions,
      marks,
      backlogLimits: { bulk: 1_000_000, large: 10_000 },
      queueLagSeconds: 60,
      writtenBy: { 'request-id': 'request-1', 'log-stream': 'stream-1' },
      isLate: () => false,
      signal: controller.signal,
      now: clock.now,
      entropy: () => createHash('sha256').update(String(draws++)).digest().subarray(0, 10),
      note: (message, details) => void notes.push({ message, details }),
      ...overrides,
    }),
  };
}

/** What every step of a run needs, in memory. */
export type RunDoubles = ReturnType<typeof runDoubles>;
