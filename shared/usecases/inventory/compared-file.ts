import * as z from 'zod/mini';
import { PipelineError } from '../../domain/errors.ts';
import { tallySchema } from '../../domain/inventory/inventory-documents.ts';
import { type RunFolder, readRunDocument } from '../runs/run-file.ts';

const schema = z.object({
  /** All that the run has come to so far, for whoever watches. */
  tally: tallySchema,
  /** Of that, what comparing has come to. */
  own: tallySchema,
  /** Assets that exist and were not listed: they came between two pages, or moved to a listing that was over. */
  unlisted: z.array(z.object({ asset_id: z.string(), at: z.string() })),
});

/** What comparing a shard has left. */
export interface Compared {
  readonly tally: z.infer<typeof tallySchema>;
  readonly unlisted: ReadonlyMap<string, string>;
}

export function comparedFile(shard: number): string {
  return `_compared-${String(shard).padStart(2, '0')}.json`;
}

/** What comparing a shard has left, `undefined` where it has not been compared to its end. */
export async function readCompared(
  run: Pick<RunFolder, 'folder' | 'startedAt' | 'store' | 'signal'>,
  shard: number,
): Promise<Compared | undefined> {
  const document = await readRunDocument(run, comparedFile(shard));
  if (document === undefined) return undefined;
  const parsed = schema.safeParse(document);
  if (!parsed.success)
    throw new PipelineError('storage-failed', `${comparedFile(shard)} of ${run.startedAt} is unreadable.`);
  return { tally: parsed.data.own, unlisted: new Map(parsed.data.unlisted.map(({ asset_id, at }) => [asset_id, at])) };
}
