import { createHash } from 'node:crypto';
import { type ObjectKey, runKey, type ShardFileKind, shardFile } from '#shared/domain/bucket/bucket-layout.ts';
import type { BucketReader, ListedKey } from '../bucket-reader.ts';
import type { ObjectStore, PutResult } from '../object-store.ts';

/** A file of a run, to be written. */
export interface RunFile {
  readonly key: ObjectKey;
  write(body: Uint8Array, metadata: Readonly<Record<string, string>>): Promise<PutResult>;
}

/** The folder of one run, and what reading and writing there needs. */
export interface RunFolder {
  /** `inventoryFolder(cloud)` or `verifyFolder(cloud)`. */
  readonly folder: string;
  readonly startedAt: string;
  readonly store: ObjectStore & BucketReader;
  readonly writtenBy: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The MD5 of a body, in lower hex. */
export function md5Of(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}

/** The key of a file in a run's folder. */
export function keyInRun({ folder, startedAt }: Pick<RunFolder, 'folder' | 'startedAt'>, file: string): ObjectKey {
  return runKey(folder, startedAt, file);
}

/**
 * Every object whose key begins with a prefix, in S3's order: for files that a run writes once a shard or once a step.
 */
export async function allObjects(
  store: BucketReader,
  prefix: string,
  signal: AbortSignal,
): Promise<readonly ListedKey[]> {
  const all: ListedKey[] = [];
  for (;;) {
    const { objects, more } = await store.keys(prefix, { after: all.at(-1)?.key, signal });
    all.push(...objects);
    if (!more || objects.length === 0) return all;
  }
}

function runFile(run: RunFolder, file: string, contentType: string): RunFile {
  const key = keyInRun(run, file);
  return {
    key,
    write: (body, metadata) =>
      run.store.put(key, body, {
        contentType,
        metadata: { ...run.writtenBy, ...metadata },
        md5: md5Of(body),
        signal: run.signal,
      }),
  };
}

/** The file that a step of a run writes for a shard. */
export function shardFileOf(run: RunFolder, kind: ShardFileKind, shard: number, step: number): RunFile {
  return runFile(run, shardFile(kind, shard, step), 'application/gzip');
}

/** Writes a JSON document of a run, once: `exists` if another attempt at the run has written one. */
export function writeRunDocument(run: RunFolder, file: string, document: unknown): Promise<PutResult> {
  const body = Buffer.from(`${JSON.stringify(document, undefined, 1)}\n`);
  return runFile(run, file, 'application/json').write(body, {});
}

/** Writes a text of a run, once. */
export function writeRunText(run: RunFolder, file: string, text: string): Promise<PutResult> {
  const body = Buffer.from(text.endsWith('\n') ? text : `${text}\n`);
  return runFile(run, file, 'text/plain; charset=utf-8').write(body, {});
}

/** A JSON document of a run; `undefined` if there is none, or if the object is not JSON. */
export async function readRunDocument(
  run: Pick<RunFolder, 'folder' | 'startedAt' | 'store' | 'signal'>,
  file: string,
): Promise<unknown> {
  const object = await run.store.read(keyInRun(run, file), run.signal);
  try {
    return object && JSON.parse(new TextDecoder().decode(object.body));
  } catch {
    return undefined;
  }
}
