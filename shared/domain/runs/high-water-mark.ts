import * as z from 'zod/mini';
import { count } from './document-fields.ts';

/** A finished inventory: what identifies its manifest. */
const inventorySchema = z.object({
  started_at: z.iso.datetime(),
  /** The SHA-256 of `manifest.json`, lower hex. */
  sha256: z.string(),
  assets: count,
});
export type KnownInventory = z.infer<typeof inventorySchema>;

/** A year, a month or a day; see `spanOf`. */
const span = z.string().check(z.regex(/^\d{4}(-\d\d){0,2}$/));

/**
 * What a run found in the bucket, kept outside the bucket: later runs must find at least as much. It must fit into 4 KB,
 * whatever the age of the backup: see `spanOf`.
 */
export const highWaterMarkSchema = z.object({
  v: z.literal(1),
  /** When the run was started. */
  run: z.iso.datetime(),
  /** The newest finished inventory. */
  inventory: z.optional(inventorySchema),
  /** What verify expected in the bucket; absent from the marks of inventory runs. */
  expected: z.optional(z.object({ revisions: count, bytes: count })),
  /** The number of journal objects by span. */
  journal: z.record(span, count),
});
export type HighWaterMark = z.infer<typeof highWaterMarkSchema>;

/** A missing record: something that a run found less of than an earlier run had. */
const fallSchema = z.discriminatedUnion('what', [
  /** Journal objects of a day, a month or a year; of all time if `span` is empty. */
  z.object({ what: z.literal('journal'), span: z.union([span, z.literal('')]), had: count, now: count }),
  /** What verify expects, because journal and inventory record it. */
  z.object({ what: z.literal('revisions'), had: count, now: count }),
  z.object({ what: z.literal('bytes'), had: count, now: count }),
  /** The manifest of the newest inventory: missing, or not the one that the run wrote. */
  z.object({
    what: z.literal('manifest'),
    run: z.iso.datetime(),
    assets: count,
    found: z.enum(['nothing', 'another']),
  }),
  /** The mark of the last run of a kind, which cannot be read. */
  z.object({ what: z.literal('mark'), of: z.enum(['inventory', 'verify']) }),
]);
export type Fall = z.infer<typeof fallSchema>;

/** What every kind of run reports about the marks. */
export const HIGH_WATER_FIELDS = {
  /** The missing records; absent from the reports of earlier versions. */
  fallen: z.optional(z.array(fallSchema)),
  /** The run of this kind whose mark counted; absent if there was none, so that the comparison begins with this run. */
  compared_with: z.optional(z.iso.datetime()),
};

/** What a report says about the marks. */
export interface Compared {
  readonly fallen?: readonly Fall[] | undefined;
  readonly compared_with?: string | undefined;
}

/** How many records are missing. */
export function fallsIn({ fallen = [] }: Compared): number {
  return fallen.length;
}

/**
 * The parameter in which the last run of a kind keeps its mark. It belongs to the bucket, not to the stack: another
 * stack over the same bucket must find as much there. It is apart from `/cloudinary-backup/`, where people who may lower
 * no mark store credentials.
 */
export function highWaterParameter(bucket: string, kind: string, cloud: string): string {
  return `/cloudinary-backup-high-water/${bucket}/${kind}/${cloud}`;
}

/** What verify expects less of than its last mark says. */
export function expectationFalls(
  had: HighWaterMark['expected'],
  now: NonNullable<HighWaterMark['expected']>,
): readonly Fall[] {
  if (had === undefined) return [];
  return (['revisions', 'bytes'] as const)
    .map((what) => ({ what, had: had[what], now: now[what] }))
    .filter((fall) => fall.now < fall.had);
}

/** A mark, as it was read; `unreadable` if it is not one. */
export function parseMark(text: string): HighWaterMark | 'unreadable' {
  try {
    const { success, data } = highWaterMarkSchema.safeParse(JSON.parse(text));
    return success ? data : 'unreadable';
  } catch {
    return 'unreadable';
  }
}
