import * as z from 'zod/mini';
import { countText, durationText, percentText, plural, sizeText } from '#shared/domain/text/figure-text.ts';
import { listingCalls, listingSeconds } from '#shared/usecases/progress/listing-effort.ts';
import { OperatorError } from '../operator-error.ts';

/** What the configuration leaves to others where nobody says otherwise: a share of the Admin API's quota. */
export const USUAL_RESERVE = 0.2;

const schema = z.object({
  usage: z.object({
    assets: z.number(),
    storedBytes: z.optional(z.number()),
    bandwidth: z.optional(z.object({ used: z.number(), limit: z.optional(z.number()) })),
    plan: z.optional(z.string()),
  }),
  quota: z.optional(z.object({ limit: z.number(), remaining: z.number(), resetsAt: z.string() })),
  /** The share of the quota that this stack leaves to others. */
  reserve: z.optional(z.number()),
});

/** What a cloud has, and what it will take to back it up: as the inventory function asked Cloudinary. */
export interface LibraryPreview extends z.infer<typeof schema> {
  readonly cloud: string;
  /** Of the Admin API, that listing takes; and for how long, where that is known. */
  readonly calls: number;
  readonly seconds: number | undefined;
}

/** @throws OperatorError where the function answered something else */
export function parsePreview(cloud: string, answer: unknown, now: Date): LibraryPreview {
  const { success, data } = schema.safeParse(answer);
  if (success) {
    const { usage, quota, reserve = USUAL_RESERVE } = data;
    const calls = listingCalls(usage.assets);
    const known = quota && { ...quota, resetsAt: new Date(quota.resetsAt) };
    return { ...data, cloud, calls, seconds: listingSeconds(calls, known, reserve, now) };
  }
  throw new OperatorError(
    `The inventory function does not answer as this command expects: it was deployed by another version. Deploy the stack again (npm run deploy), then repeat the command.`,
  );
}

function bandwidthLines({ usage: { storedBytes, bandwidth, plan } }: LibraryPreview): readonly string[] {
  if (storedBytes === undefined) return ['Cloudinary does not say how much it stores, so nor what bandwidth it costs.'];
  const atMost = `Bandwidth at Cloudinary: at most ${sizeText(storedBytes)}`;
  const ofPlan = plan === undefined ? '' : ` (plan ${plan})`;
  if (bandwidth === undefined) return [`${atMost}${ofPlan}`];
  const { used, limit } = bandwidth;
  if (limit === undefined || limit <= 0) {
    return [`${atMost}; ${sizeText(used)} used this month, no limit named${ofPlan}`];
  }
  return [
    `${atMost}, ${percentText(storedBytes / limit)} of the month's ${sizeText(limit)}${ofPlan}; ${sizeText(used)} used so far`,
    ...(used + storedBytes > limit ? ['NOTE: that may be more than what is left of this month.'] : []),
  ];
}

/** A preview for people. `first`: all of the library is still to be copied. */
export function previewLines(preview: LibraryPreview, first: boolean): readonly string[] {
  const { cloud, usage, quota, calls, seconds } = preview;
  const stored =
    usage.storedBytes === undefined ? '' : `, ${sizeText(usage.storedBytes)} stored (derived ones included)`;
  return [
    first ? `The first backup of ${cloud} copies the whole library:` : `A backup of ${cloud} copies what is missing:`,
    `  At Cloudinary: ${plural(usage.assets, 'asset')}${stored}`,
    ...(first ? bandwidthLines(preview).map((line) => `  ${line}`) : []),
    `  Admin API: ${plural(calls, 'call')}${quota === undefined ? '' : `, of ${countText(quota.limit)} an hour`}; listing takes ${seconds === undefined ? 'nobody knows how long' : `about ${durationText(seconds)}`}`,
  ];
}

/** The same as `--json` prints it; docs/cli.md describes it. */
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
