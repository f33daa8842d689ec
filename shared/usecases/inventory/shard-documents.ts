import * as z from 'zod/mini';
import {
  completenessReportSchema,
  completenessSchema,
  tallySchema,
} from '#shared/domain/inventory/inventory-documents.ts';
import { SHARD_FILE_SCHEMA } from '#shared/domain/runs/run-documents.ts';
import { shardDocument } from '../runs/shard-document.ts';

/** The result of comparing a shard. */
export const COMPARED = shardDocument(
  '_compared',
  z.object({
    /** Everything that the run has counted so far, for those who watch it. */
    tally: tallySchema,
    /** Of that, what was counted while comparing. */
    own: tallySchema,
    /** Assets that exist and were not listed: they came between two pages, or moved to a listing that was over. */
    unlisted: z.array(z.object({ asset_id: z.string(), at: z.string() })),
  }),
);

/** The result of settling a shard. */
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
