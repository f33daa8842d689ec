import * as z from 'zod/mini';
import {
  completenessReportSchema,
  completenessSchema,
  tallySchema,
} from '#shared/domain/inventory/inventory-documents.ts';
import { SHARD_FILE_SCHEMA } from '#shared/domain/runs/document-fields.ts';
import { shardDocument } from '../runs/shard-document.ts';

/** The result of comparing a shard. */
export const COMPARED = shardDocument(
  '_compared',
  z.object({
    /** Everything that the run has counted so far, for watchers. */
    tally: tallySchema,
    /** The part of it that was counted while comparing. */
    own: tallySchema,
    /**
     * Assets that exist and were not listed: they fell between two pages, or moved to a listing that was already read.
     */
    unlisted: z.array(z.object({ asset_id: z.string(), at: z.string() })),
  }),
);

/** The result of concluding a shard. */
export const CONCLUDED = shardDocument(
  '_concluded',
  z.object({
    parts: z.array(SHARD_FILE_SCHEMA),
    completeness: completenessSchema,
    examples: completenessReportSchema.shape.examples,
    bandwidth: z.number(),
    /** Revisions that were lost since the previous run. */
    lost: z.number(),
  }),
);
