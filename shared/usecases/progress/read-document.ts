import * as z from 'zod/mini';
import type { BucketReader } from '../bucket-reader.ts';

/**
 * A JSON value that fits a schema; `undefined` for any other text, and for none: a run that somebody else's version
 * wrote must not keep anybody from seeing the rest.
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

/** A JSON document of the bucket; `undefined` where there is none, or another than the schema has. */
export async function readDocument<Schema extends z.ZodMiniType>(
  reader: BucketReader,
  key: string,
  schema: Schema,
  signal: AbortSignal,
): Promise<z.infer<Schema> | undefined> {
  const found = await reader.read(key, signal);
  return found === undefined ? undefined : parseDocument(schema, Buffer.from(found.body).toString('utf8'));
}
