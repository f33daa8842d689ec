import * as z from 'zod/mini';
import {
  completenessReportSchema,
  completenessSchema,
  tallySchema,
} from '#shared/domain/inventory/inventory-documents.ts';
import { SHARD_FILE_SCHEMA } from '#shared/domain/runs/run-documents.ts';
import { shardDocument } from '../runs/shard-document.ts';

/** What comparing a shard has left. */
export const COMPARED = shardDocument(
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
export const SETTLED = shardDocument(
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
