import * as z from 'zod/mini';
import type { BucketReader } from '../bucket-reader.ts';

/**
 * Parses a JSON document. `undefined` for no text, and for one that does not fit the schema: a run that another version
 * wrote must not hide the others.
 */
export function parseDocument<Schema extends z.ZodMiniType>(
  schema: Schema,
  text: string | undefined,
): z.infer<Schema> | undefined {
  if (text === undefined) return undefined;
  try {
    return z.safeParse(schema, JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Reads a JSON document from the bucket; `undefined` if there is none, or if it does not fit the schema. */
export async function readDocument<Schema extends z.ZodMiniType>(
  reader: BucketReader,
  key: string,
  schema: Schema,
  signal: AbortSignal,
): Promise<z.infer<Schema> | undefined> {
  const found = await reader.read(key, signal);
  return found === undefined ? undefined : parseDocument(schema, Buffer.from(found.body).toString('utf8'));
}
