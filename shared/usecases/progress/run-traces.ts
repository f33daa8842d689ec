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

/** What the runs of a kind leave while they are in progress. */
export interface TracedFiles<Counted> {
  /** What is spooled first, and what is spooled then. */
  readonly spools: readonly [ShardFileKind, ShardFileKind];
  /** The document that is written once for each shard that has been worked on, and what it holds of the run's counts. */
  readonly document: string;
  readonly counted: z.ZodMiniType<Counted>;
}

/**
 * What a run has left in its folder. It tells how far the run is: the same on AWS and on the local cloud, and of a run
 * that broke off, too.
 */
export async function runTraces<Started, Counted>(
  reader: BucketReader,
  kind: RunDocuments<Started, unknown>,
  { cloud, name }: NamedRun,
  { spools: [first, second], document, counted }: TracedFiles<Counted>,
  signal: AbortSignal,
) {
  const keyOf = (file: string): string => runKey(kind.folder(cloud), name, file);
  const keys = async (beginning: string) => (await allObjects(reader, keyOf(beginning), signal)).map(({ key }) => key);
  /** The first shard's files of a kind: every step writes one, and tells in its metadata how far the run was. */
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
    /** Of the shards, how many have their document, and what the newest one says. */
    done: documents.length,
    counted: newest === undefined ? undefined : await readDocument(reader, newest, counted, signal),
    /** What the newest of some steps tells in its metadata. */
    metadataOf: async (files: readonly string[]): Promise<Readonly<Record<string, string>>> => {
      const file = files.at(-1);
      return (file === undefined ? undefined : await reader.head(file))?.metadata ?? {};
    },
    /** The shards that have a file of a kind. */
    shardsWith: async (file: ShardFileKind): Promise<number> => {
      const beginning = keyOf(`${file}-`);
      return new Set((await keys(`${file}-`)).map((key) => key.slice(beginning.length).split('-')[0])).size;
    },
  };
}
