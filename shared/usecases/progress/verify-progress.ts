import * as z from 'zod/mini';
import type { BucketReader } from '../bucket-reader.ts';
import { RUN_DOCUMENTS } from '../runs/run-documents.ts';
import { verifyCountsSchema } from '../verify/verify-state.ts';
import { parseDocument } from './read-document.ts';
import { type NamedRun, readRunFiles } from './run-files.ts';

/**
 * The phases of a verify run: it collects what should be in the bucket, lists what is there, compares the two and reads
 * a part of the objects. Then it queues wrong revisions, and reads the results from the journal.
 */
export type VerifyPhase = 'starting' | 'expecting' | 'finding' | 'checking' | 'concluding' | 'finished';

const verifyTallySchema = z.partial(verifyCountsSchema);
/** The counts of a run so far. A count that it has not begun is absent. */
export type VerifyTally = z.infer<typeof verifyTallySchema>;

/** The progress of a verify run. */
export interface VerifyProgress {
  readonly phase: VerifyPhase;
  readonly tally: VerifyTally;
  /** How many shards the run has compared; absent except while checking. */
  readonly shards: { readonly done: number; readonly of: number } | undefined;
}

const FILES = {
  spools: ['_expected', '_found'],
  document: '_checked',
  counted: z.object({ tally: verifyTallySchema }),
} as const;

/** Reads the progress of a verify run from the files in its folder. */
export async function verifyProgress(
  reader: BucketReader,
  run: NamedRun,
  signal: AbortSignal,
): Promise<VerifyProgress> {
  const files = await readRunFiles(reader, RUN_DOCUMENTS.verify, run, FILES, signal);
  const { started, firstSteps, secondSteps, done } = files;
  const tallyOf = async (steps: readonly string[]) =>
    parseDocument(verifyTallySchema, (await files.metadataOf(steps))['tally']);
  // What a later phase counts replaces what an earlier one counted.
  const tally = { ...(await tallyOf(firstSteps)), ...(await tallyOf(secondSteps)), ...files.counted?.tally };
  const at = (phase: VerifyPhase, shards?: VerifyProgress['shards']): VerifyProgress => ({ phase, tally, shards });

  if (files.isFinished) return at('finished');
  if (started === undefined) return at('starting');
  if (done >= started.shards) return at('concluding');
  if (done > 0) return at('checking', { done, of: started.shards });
  return at(secondSteps.length > 0 ? 'finding' : 'expecting');
}
