import type * as z from 'zod/mini';
import { runKey, type ShardFileKind, shardFile } from '#shared/domain/bucket/bucket-layout.ts';
import type { BucketReader } from '../bucket-reader.ts';
import type { RunDocuments } from '../runs/run-documents.ts';
import { allObjects } from '../runs/run-file.ts';
import { readDocument } from './read-document.ts';

/** A run, by its cloud and its name: the moment of its start. */
export interface NamedRun {
  readonly cloud: string;
  readonly name: string;
}

/** The files that show the progress of the runs of a kind. */
export interface ProgressFiles<Counted> {
  /** The kind of file that the run spools first, and the kind that it spools second. */
  readonly spools: readonly [ShardFileKind, ShardFileKind];
  /** The document that the run writes for each shard that is done. */
  readonly document: string;
  /** Where that document has the counts of the run. */
  readonly counted: z.ZodMiniType<Counted>;
}

/** Reads the files of a run that show its progress, on AWS and on the local cloud, even after the run broke off. */
export async function readRunFiles<Started, Counted>(
  reader: BucketReader,
  kind: RunDocuments<Started, unknown>,
  { cloud, name }: NamedRun,
  { spools: [first, second], document, counted }: ProgressFiles<Counted>,
  signal: AbortSignal,
) {
  const keyOf = (file: string): string => runKey(kind.folder(cloud), name, file);
  const keys = async (beginning: string) => (await allObjects(reader, keyOf(beginning), signal)).map(({ key }) => key);
  /** The first shard's files of a kind: every step writes one, with the progress of the run in its metadata. */
  const steps = (spool: ShardFileKind) => keys(shardFile(spool, 0, 0).replace(/\d+\.ndjson\.gz$/, ''));

  const [started, last, firstSteps, secondSteps, documents] = await Promise.all([
    readDocument(reader, keyOf('started.json'), kind.started, signal),
    reader.head(keyOf(kind.lastDocument)),
    steps(first),
    steps(second),
    keys(`${document}-`),
  ]);
  const newest = documents.at(-1);
  return {
    started,
    isFinished: last !== undefined,
    firstSteps,
    secondSteps,
    /** How many shards have their document. */
    done: documents.length,
    /** The counts in the newest document. */
    counted: newest === undefined ? undefined : await readDocument(reader, newest, counted, signal),
    /** The metadata of the newest of some files. */
    metadataOf: async (files: readonly string[]): Promise<Readonly<Record<string, string>>> => {
      const file = files.at(-1);
      return (file === undefined ? undefined : await reader.head(file))?.metadata ?? {};
    },
    /** How many shards have a file of a kind. */
    shardsWith: async (file: ShardFileKind): Promise<number> => {
      const beginning = keyOf(`${file}-`);
      return new Set((await keys(`${file}-`)).map((key) => key.slice(beginning.length).split('-')[0])).size;
    },
  };
}
