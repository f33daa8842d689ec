import * as z from 'zod/mini';
import { runKey } from '../../domain/bucket/bucket-layout.ts';
import type { BucketReader } from '../bucket-reader.ts';
import { RUN_KINDS } from '../runs/run-kinds.ts';
import { allKeys } from './all-keys.ts';
import { parseDocument, readDocument } from './read-document.ts';
import { stepFiles } from './step-files.ts';

/**
 * What a verify run is at: collecting what is to be in the bucket, listing what is there, comparing the two and reading
 * what is to be read; then having fetched again what is wrong, and looking what the journal tells meanwhile.
 */
export type VerifyPhase = 'starting' | 'expecting' | 'finding' | 'checking' | 'concluding' | 'finished';

const count = z.optional(z.number());
const verifyTallySchema = z.object({
  expected: count,
  expected_bytes: count,
  found: count,
  found_bytes: count,
  read: count,
  read_bytes: count,
  missing: count,
  different: count,
  corrupt: count,
});
/** What a run has counted so far; absent is what it has not begun to count. */
export type VerifyTally = z.infer<typeof verifyTallySchema>;

/** How far a verify run is, as its files tell. */
export interface VerifyProgress {
  readonly phase: VerifyPhase;
  readonly tally: VerifyTally;
  /** Of the shards, how many are compared; absent outside of checking. */
  readonly shards: { readonly done: number; readonly of: number } | undefined;
}

const checkedSchema = z.object({ tally: verifyTallySchema });

/**
 * How far a run is, from what it has left in its folder.
 *
 * @param name of the run: the moment of its start
 */
export async function verifyProgress(
  reader: BucketReader,
  { cloud, name }: { readonly cloud: string; readonly name: string },
  signal: AbortSignal,
): Promise<VerifyProgress> {
  const kind = RUN_KINDS.verify;
  const key = (file: string): string => runKey(kind.folder(cloud), name, file);
  const keys = (files: string) => allKeys(reader, key(files), signal);
  const tallyOf = async (file: string | undefined): Promise<VerifyTally | undefined> =>
    file === undefined ? undefined : parseDocument(verifyTallySchema, (await reader.head(file))?.metadata['tally']);

  const [started, last, expected, found, checked] = await Promise.all([
    readDocument(reader, key('started.json'), kind.started, signal),
    reader.head(key(kind.lastDocument)),
    keys(stepFiles('_expected')),
    keys(stepFiles('_found')),
    keys('_checked-'),
  ]);
  const lastChecked = checked.at(-1);
  const comparison =
    lastChecked === undefined ? undefined : await readDocument(reader, lastChecked, checkedSchema, signal);
  // What a later part of the work counts takes the place of what an earlier one did.
  const tally = { ...(await tallyOf(expected.at(-1))), ...(await tallyOf(found.at(-1))), ...comparison?.tally };

  if (last !== undefined) return { phase: 'finished', tally, shards: undefined };
  if (started === undefined) return { phase: 'starting', tally, shards: undefined };
  if (checked.length >= started.shards) return { phase: 'concluding', tally, shards: undefined };
  if (checked.length > 0) return { phase: 'checking', tally, shards: { done: checked.length, of: started.shards } };
  return { phase: found.length > 0 ? 'finding' : 'expecting', tally, shards: undefined };
}
