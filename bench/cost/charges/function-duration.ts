import type { Assumptions } from '../assumptions.ts';
import type { SituationRun } from '../measurements.ts';
import type { StackFacts } from '../stack/stack-facts.ts';

/** At this memory size a function has one whole CPU, and below it a share. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CPU = 1769;

/** How long one invocation takes on AWS, and how that comes about. In milliseconds. */
export interface FunctionDuration {
  readonly cpuMs: number;
  /** What the CPU time takes with the function's share of a CPU. */
  readonly workingMs: number;
  readonly waitingMs: number;
  readonly ms: number;
}

function duration(cpuMs: number, memoryMb: number, waitingMs: number): FunctionDuration {
  const workingMs = cpuMs * Math.max(1, MB_PER_CPU / memoryMb);
  return { cpuMs, workingMs, waitingMs, ms: workingMs + waitingMs };
}

/** One send; by then the signature is checked. */
export function webhookDuration(run: SituationRun, facts: StackFacts, { sqsMs }: Assumptions): FunctionDuration {
  return duration(run.webhook.cpuMsPerCall, facts.webhookMemoryMb, sqsMs);
}

/**
 * The messages of a batch are worked on at once, so that the longest download counts; what S3 is asked for one revision
 * comes one after the other, and then the journal. Waiting and working are added up, though they overlap.
 */
export function workerDuration(run: SituationRun, facts: StackFacts, assumptions: Assumptions): FunctionDuration {
  const { revisions, worker, s3 } = run;
  const inARow = Math.ceil((s3.revisionPuts + s3.heads + s3.gets + s3.lists) / revisions) + 1;
  const waitingMs = assumptions.cloudinaryMs + inARow * assumptions.s3Ms;
  return duration(worker.cpuMsPerCall, facts.workerMemoryMb, waitingMs);
}
