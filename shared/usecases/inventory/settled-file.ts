import * as z from 'zod/mini';
import { PipelineError } from '../../domain/errors.ts';
import { completenessReportSchema, completenessSchema } from '../../domain/inventory/inventory-documents.ts';
import { SHARD_FILE_SCHEMA } from '../../domain/runs/shard-files.ts';
import { type RunFolder, readRunDocument } from '../runs/run-file.ts';

const schema = z.object({
  parts: z.array(SHARD_FILE_SCHEMA),
  completeness: completenessSchema,
  examples: completenessReportSchema.shape.examples,
  bandwidth: z.number(),
  /** Revisions that were lost since the previous run. */
  lost: z.number(),
});

/** What a settled shard has come to. */
export type SettledShard = z.infer<typeof schema>;

export function settledFile(shard: number): string {
  return `_settled-${String(shard).padStart(2, '0')}.json`;
}

/** What a settled shard has come to; `undefined` where it is not settled. */
export async function readSettled(
  run: Pick<RunFolder, 'folder' | 'startedAt' | 'store' | 'signal'>,
  shard: number,
): Promise<SettledShard | undefined> {
  const document = await readRunDocument(run, settledFile(shard));
  if (document === undefined) return undefined;
  const parsed = schema.safeParse(document);
  if (!parsed.success)
    throw new PipelineError('storage-failed', `${settledFile(shard)} of ${run.startedAt} is unreadable.`);
  return parsed.data;
}
