import { createHash } from 'node:crypto';
import type { Executions, RunDependencies, RunQueues } from '../../shared/usecases/runs/run-dependencies.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

/** A clock that stands still until it is told otherwise. */
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

/** Queues in memory. Nothing leaves them but by {@link MemoryRunQueues.take}. */
export class MemoryRunQueues implements RunQueues {
  /** Every message that was ever sent, in order. */
  readonly sent: { readonly queue: RunQueue; readonly body: string }[] = [];
  /** What waits or is in work. */
  readonly waiting: Record<RunQueue, string[]> = { bulk: [], large: [] };
  /** Messages that somebody else put there, of which only the number matters. */
  readonly others: Record<RunQueue, number> = { bulk: 0, large: 0 };
  /** Every call, in order: `send bulk 10`, `pending large`. */
  readonly calls: string[] = [];
  /** Asked before each call: what it returns is thrown, and the call has no effect. */
  before: (call: string) => Error | undefined = () => undefined;
  /** Asked after each call that took effect: what it returns is thrown, the answer is lost. */
  after: (call: string) => Error | undefined = () => undefined;
  /** What a queue says that it holds, where it does not say the truth. */
  counted: (queue: RunQueue, pending: number) => number = (_queue, pending) => pending;

  async send(name: string, bodies: readonly string[]): Promise<void> {
    const queue = runQueue(name);
    this.#call(`send ${queue} ${bodies.length}`, () => {
      this.sent.push(...bodies.map((body) => ({ queue, body })));
      this.waiting[queue].push(...bodies);
    });
  }

  async pending(name: string): Promise<number> {
    const queue = runQueue(name);
    return this.#call(`pending ${queue}`, () => this.counted(queue, this.waiting[queue].length + this.others[queue]));
  }

  /** Takes the oldest messages off a queue, as its worker does: all, unless a number is given. */
  take(queue: RunQueue, count = Number.POSITIVE_INFINITY): readonly string[] {
    return this.waiting[queue].splice(0, count);
  }

  #call<T>(call: string, work: () => T): T {
    this.calls.push(call);
    const refusal = this.before(call);
    if (refusal !== undefined) throw refusal;
    const result = work();
    const lost = this.after(call);
    if (lost !== undefined) throw lost;
    return result;
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

/** What every step of a run needs, in memory. */
export interface RunDoubles {
  readonly store: MemoryObjectStore;
  readonly queues: MemoryRunQueues;
  readonly executions: MemoryExecutions;
  readonly clock: MemoryClock;
  /** What the run has logged. */
  readonly notes: { readonly message: string; readonly details: Readonly<Record<string, unknown>> }[];
  /** Ends the function's time, with this as the reason. */
  abort(reason: Error): void;
  /** The dependencies of one invocation; everything but what is overridden is shared by all of them. */
  dependencies(overrides?: Partial<RunDependencies>): RunDependencies;
}

/** Everything that a run needs from outside, in memory: nothing is late, and there is room on the queues. */
export function runDoubles(): RunDoubles {
  const store = new MemoryObjectStore();
  const queues = new MemoryRunQueues();
  const executions = new MemoryExecutions();
  const clock = new MemoryClock();
  const notes: RunDoubles['notes'] = [];
  const controller = new AbortController();
  let draws = 0;
  return {
    store,
    queues,
    executions,
    clock,
    notes,
    abort: (reason) => controller.abort(reason),
    dependencies: (overrides = {}) => ({
      store,
      queues,
      executions,
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
