import type * as z from 'zod/mini';
import { PipelineError } from '#shared/domain/errors.ts';
import { type RunFolder, readRunDocument, writeRunDocument } from './run-file.ts';

/** A document that a phase writes once for each shard, when it has finished with it: `_compared-07.json`. */
export function shardDocument<Document>(name: string, schema: z.ZodMiniType<Document>) {
  const fileOf = (shard: number): string => `${name}-${String(shard).padStart(2, '0')}.json`;
  return {
    /** @throws PipelineError `storage-failed` if it is unreadable; `undefined` if there is none */
    read: async (run: RunFolder, shard: number): Promise<Document | undefined> => {
      const document = await readRunDocument(run, fileOf(shard));
      if (document === undefined) return undefined;
      const { success, data } = schema.safeParse(document);
      if (success) return data;
      throw new PipelineError('storage-failed', `${fileOf(shard)} of ${run.startedAt} is unreadable.`);
    },
    write: (run: RunFolder, shard: number, document: Document) => writeRunDocument(run, fileOf(shard), document),
  };
}
