import type { BucketReader } from '../bucket-reader.ts';

/** Every key that begins with a prefix, in S3's order: for what a run writes once a shard or once a step. */
export async function allKeys(reader: BucketReader, prefix: string, signal: AbortSignal): Promise<readonly string[]> {
  const all: string[] = [];
  for (;;) {
    const { objects, more } = await reader.keys(prefix, { after: all.at(-1), signal });
    all.push(...objects.map(({ key }) => key));
    if (!more || objects.length === 0) return all;
  }
}
