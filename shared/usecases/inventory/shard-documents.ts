import * as z from 'zod/mini';
import { PipelineError } from '../../domain/errors.ts';
import {
  completenessReportSchema,
  completenessSchema,
  tallySchema,
} from '../../domain/inventory/inventory-documents.ts';
import { SHARD_FILE_SCHEMA } from '../../domain/runs/shard-files.ts';
import { type RunFolder, readRunDocument, writeRunDocument } from '../runs/run-file.ts';

/** A document that a phase writes once for each shard, when it is done with it: `_compared-07.json`. */
class ShardDocument<Document> {
  readonly #name: string;
  readonly #schema: z.ZodMiniType<Document>;

  constructor(name: string, schema: z.ZodMiniType<Document>) {
    this.#name = name;
    this.#schema = schema;
  }

  /** @throws PipelineError `storage-failed` where there is one that cannot be read; `undefined` where there is none */
  async read(run: RunFolder, shard: number): Promise<Document | undefined> {
    const document = await readRunDocument(run, this.#file(shard));
    if (document === undefined) return undefined;
    const { success, data } = this.#schema.safeParse(document);
    if (success) return data;
    throw new PipelineError('storage-failed', `${this.#file(shard)} of ${run.startedAt} is unreadable.`);
  }

  async write(run: RunFolder, shard: number, document: Document): Promise<void> {
    await writeRunDocument(run, this.#file(shard), document);
  }

  #file(shard: number): string {
    return `${this.#name}-${String(shard).padStart(2, '0')}.json`;
  }
}

/** What comparing a shard has left. */
export const COMPARED = new ShardDocument(
  '_compared',
  z.object({
    /** All that the run has come to so far, for those who watch it. */
    tally: tallySchema,
    /** Of that, what comparing has come to. */
    own: tallySchema,
    /** Assets that exist and were not listed: they came between two pages, or moved to a listing that was over. */
    unlisted: z.array(z.object({ asset_id: z.string(), at: z.string() })),
  }),
);

/** What a settled shard has come to. */
export const SETTLED = new ShardDocument(
  '_settled',
  z.object({
    parts: z.array(SHARD_FILE_SCHEMA),
    completeness: completenessSchema,
    examples: completenessReportSchema.shape.examples,
    bandwidth: z.number(),
    /** Revisions that were lost since the previous run. */
    lost: z.number(),
  }),
);
