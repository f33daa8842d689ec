import { createHash } from 'node:crypto';
import type { ObjectKey } from '../../domain/bucket/bucket-layout.ts';
import { runKey, type ShardFileKind, shardFile } from '../../domain/bucket/bucket-layout.ts';
import type { BucketReader } from '../bucket-reader.ts';
import type { ObjectStore, PutResult } from '../object-store.ts';

/** A file of a run, to be written. */
export interface RunFile {
  readonly key: ObjectKey;
  write(key: ObjectKey, body: Uint8Array, metadata: Readonly<Record<string, string>>): Promise<PutResult>;
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

function md5Of(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}

/** The key of a file in a run's folder. */
export function keyInRun({ folder, startedAt }: Pick<RunFolder, 'folder' | 'startedAt'>, file: string): ObjectKey {
  return runKey(folder, startedAt, file);
}

/** The file that a step of a run writes for a shard. */
export function shardFileOf(run: RunFolder, kind: ShardFileKind, shard: number, step: number): RunFile {
  return {
    key: keyInRun(run, shardFile(kind, shard, step)),
    write: (key, body, metadata) =>
      run.store.put(key, body, {
        contentType: 'application/gzip',
        metadata: { ...run.writtenBy, ...metadata },
        md5: md5Of(body),
        signal: run.signal,
      }),
  };
}

/** Writes a JSON document of a run, once: `exists` where there is one already, by this run or another attempt at it. */
export function writeRunDocument(run: RunFolder, file: string, document: unknown): Promise<PutResult> {
  const body = Buffer.from(`${JSON.stringify(document, undefined, 1)}\n`);
  return run.store.put(keyInRun(run, file), body, {
    contentType: 'application/json',
    metadata: run.writtenBy,
    md5: md5Of(body),
    signal: run.signal,
  });
}

/** Writes a text of a run, once. */
export function writeRunText(run: RunFolder, file: string, text: string): Promise<PutResult> {
  const body = Buffer.from(text.endsWith('\n') ? text : `${text}\n`);
  return run.store.put(keyInRun(run, file), body, {
    contentType: 'text/plain; charset=utf-8',
    metadata: run.writtenBy,
    md5: md5Of(body),
    signal: run.signal,
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** A JSON document of a run; `undefined` where there is none, or where somebody has put there what is none. */
export async function readRunDocument(
  run: Pick<RunFolder, 'folder' | 'startedAt' | 'store' | 'signal'>,
  file: string,
): Promise<unknown> {
  const object = await run.store.read(keyInRun(run, file), run.signal);
  return object === undefined ? undefined : parsed(object.body);
}
