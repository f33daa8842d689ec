import * as z from 'zod/mini';
import type { BucketReader } from '../bucket-reader.ts';
import { RUN_DOCUMENTS } from '../runs/run-documents.ts';
import { verifyCountsSchema } from '../verify/verify-state.ts';
import { parseDocument } from './read-document.ts';
import { type NamedRun, runTraces } from './run-traces.ts';

/**
 * What a verify run is at: collecting what is to be in the bucket, listing what is there, comparing the two and reading
 * what is to be read; then having fetched again what is wrong, and looking what the journal tells meanwhile.
 */
export type VerifyPhase = 'starting' | 'expecting' | 'finding' | 'checking' | 'concluding' | 'finished';

const verifyTallySchema = z.partial(verifyCountsSchema);
/** What a run has counted so far; absent is what it has not begun to count. */
export type VerifyTally = z.infer<typeof verifyTallySchema>;

/** How far a verify run is, as its files tell. */
export interface VerifyProgress {
  readonly phase: VerifyPhase;
  readonly tally: VerifyTally;
  /** Of the shards, how many are compared; absent outside of checking. */
  readonly shards: { readonly done: number; readonly of: number } | undefined;
}

const FILES = {
  spools: ['_expected', '_found'],
  document: '_checked',
  counted: z.object({ tally: verifyTallySchema }),
} as const;

/** How far a run is, from what it has left in its folder. */
export async function verifyProgress(
  reader: BucketReader,
  run: NamedRun,
  signal: AbortSignal,
): Promise<VerifyProgress> {
  const traces = await runTraces(reader, RUN_DOCUMENTS.verify, run, FILES, signal);
  const { started, firstSteps, secondSteps, done } = traces;
  const tallyOf = async (steps: readonly string[]) =>
    parseDocument(verifyTallySchema, (await traces.metadataOf(steps))['tally']);
  // What a later part of the work counts takes the place of what an earlier one did.
  const tally = { ...(await tallyOf(firstSteps)), ...(await tallyOf(secondSteps)), ...traces.counted?.tally };
  const at = (phase: VerifyPhase, shards?: VerifyProgress['shards']): VerifyProgress => ({ phase, tally, shards });

  if (traces.isFinished) return at('finished');
  if (started === undefined) return at('starting');
  if (done >= started.shards) return at('concluding');
  if (done > 0) return at('checking', { done, of: started.shards });
  return at(secondSteps.length > 0 ? 'finding' : 'expecting');
}
