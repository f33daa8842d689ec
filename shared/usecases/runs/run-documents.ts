import type * as z from 'zod/mini';
import { inventoryFolder, verifyFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { manifestSchema, startedSchema } from '#shared/domain/inventory/inventory-documents.ts';
import { verifyReportSchema, verifyStartedSchema } from '#shared/domain/verify/verify-documents.ts';

/** Where the runs of a kind are, and the schemas of the documents that begin and end them. */
export interface RunDocuments<Started, Result> {
  readonly name: string;
  /** The folder of a cloud that has a folder for each of its runs, with its trailing `/`. */
  folder(cloud: string): string;
  /** `started.json` */
  readonly started: z.ZodMiniType<Started>;
  /** The document that a run writes last: once it is there, the run has finished. */
  readonly lastDocument: string;
  readonly result: z.ZodMiniType<Result>;
}

/** The kinds of run. */
export const RUN_DOCUMENTS = {
  inventory: {
    name: 'inventory',
    folder: inventoryFolder,
    started: startedSchema,
    lastDocument: 'manifest.json',
    result: manifestSchema,
  },
  verify: {
    name: 'verify',
    folder: verifyFolder,
    started: verifyStartedSchema,
    lastDocument: 'report.json',
    result: verifyReportSchema,
  },
} as const satisfies Readonly<Record<string, RunDocuments<unknown, unknown>>>;

/** The name of a kind of run. */
export type RunKindName = keyof typeof RUN_DOCUMENTS;
