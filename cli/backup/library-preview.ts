import * as z from 'zod/mini';
import { DEFAULT_QUOTA_RESERVE } from '#shared/domain/cloudinary/quota.ts';
import { countText, percentText, plural, sizeText } from '#shared/domain/text/figure-text.ts';
import { listingCalls, listingSeconds } from '#shared/usecases/progress/listing-estimate.ts';
import { estimateText } from '../console/estimate-text.ts';
import { heading, type Line, remark } from '../console/line.ts';
import { OperatorError } from '../operator-error.ts';

const schema = z.object({
  usage: z.object({
    assets: z.number(),
    storedBytes: z.optional(z.number()),
    bandwidth: z.optional(z.object({ used: z.number(), limit: z.optional(z.number()) })),
    plan: z.optional(z.string()),
  }),
  quota: z.optional(z.object({ limit: z.number(), remaining: z.number(), resetsAt: z.string() })),
  /** The share of the quota that the stack leaves to others; absent if an older version deployed it. */
  reserve: z.optional(z.number()),
});

/** The size of a library and what a backup of it uses, as Cloudinary reported to the inventory function. */
export interface LibraryPreview extends z.infer<typeof schema> {
  readonly cloud: string;
  /** How many calls of the Admin API the listing takes. */
  readonly calls: number;
  /** How long the listing takes; `undefined` if unknown. */
  readonly seconds: number | undefined;
}

/** Parses the answer of the inventory function. @throws OperatorError for anything else */
export function parsePreview(cloud: string, answer: unknown, now: Date): LibraryPreview {
  const { success, data } = schema.safeParse(answer);
  if (success) {
    const { usage, quota, reserve = DEFAULT_QUOTA_RESERVE } = data;
    const calls = listingCalls(usage.assets);
    const known = quota && { ...quota, resetsAt: new Date(quota.resetsAt) };
    return { ...data, cloud, calls, seconds: listingSeconds(calls, known, reserve, now) };
  }
  throw new OperatorError(
    'The inventory function gave an answer that this command does not know: another version deployed it. Deploy the stack again with this version (npm run deploy), then repeat the command.',
  );
}

function bandwidthLines({ usage: { storedBytes, bandwidth, plan } }: LibraryPreview): readonly Line[] {
  if (storedBytes === undefined) {
    return ['  Bandwidth at Cloudinary: unknown, because Cloudinary does not report how much it stores'];
  }
  const atMost = `  Bandwidth at Cloudinary: at most ${sizeText(storedBytes)}`;
  const ofPlan = plan === undefined ? '' : ` (plan ${plan})`;
  if (bandwidth === undefined) return [`${atMost}${ofPlan}`];
  const { used, limit } = bandwidth;
  const soFar = `  Bandwidth used this month: ${sizeText(used)}`;
  if (limit === undefined || limit <= 0) return [atMost, `${soFar}; Cloudinary reports no limit${ofPlan}`];
  return [
    `${atMost}, ${percentText(storedBytes / limit)} of the limit`,
    `${soFar} of ${sizeText(limit)}${ofPlan}`,
    ...(used + storedBytes > limit ? [remark('This may be more than the bandwidth left this month.', '  ')] : []),
  ];
}

/**
 * Formats a preview for people.
 *
 * @param first whether it is the first backup, which copies the whole library
 */
export function previewLines(preview: LibraryPreview, first: boolean): readonly Line[] {
  const { cloud, usage, quota, calls, seconds } = preview;
  const stored =
    usage.storedBytes === undefined ? '' : `, ${sizeText(usage.storedBytes)} (derived assets and backups included)`;
  const listing = seconds === undefined ? 'an unknown time' : `about ${estimateText(seconds)}`;
  return [
    heading(
      first ? `The first backup of ${cloud} copies the whole library:` : `A backup of ${cloud} copies what is missing:`,
    ),
    `  Stored at Cloudinary: ${plural(usage.assets, 'asset')}${stored}`,
    ...(first ? bandwidthLines(preview) : []),
    `  Admin API: ${plural(calls, 'call')}${quota === undefined ? '' : ` of ${countText(quota.limit)} an hour`}; listing takes ${listing}`,
  ];
}

/** The JSON form; documented in docs/cli.md. */
export function previewDocument(preview: LibraryPreview, first: boolean) {
  const { cloud, usage, quota, calls, seconds } = preview;
  return {
    type: 'preview',
    command: 'backup',
    cloud,
    first,
    assets: usage.assets,
    stored_bytes: usage.storedBytes ?? null,
    bandwidth:
      usage.bandwidth === undefined ? null : { used: usage.bandwidth.used, limit: usage.bandwidth.limit ?? null },
    plan: usage.plan ?? null,
    quota: quota === undefined ? null : { limit: quota.limit, remaining: quota.remaining, resets_at: quota.resetsAt },
    calls,
    listing_seconds: seconds ?? null,
  };
}
