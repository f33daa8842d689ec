import * as z from 'zod/mini';
import { countText, durationText, percentText, plural, sizeText } from '../../shared/domain/text/figure-text.ts';
import { listingCalls, listingSeconds } from '../../shared/usecases/progress/listing-effort.ts';
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
export type LibraryPreview = z.infer<typeof schema> & { readonly cloud: string };

/** @throws OperatorError where the function has answered something else */
export function parsePreview(cloud: string, answer: unknown): LibraryPreview {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return { ...parsed.data, cloud };
  throw new OperatorError(
    `The inventory function does not answer as this command expects: it was deployed by another version. Deploy the stack again (npm run deploy), then repeat the command.`,
  );
}

function effortOf({ usage, quota, reserve }: LibraryPreview, now: Date) {
  const calls = listingCalls(usage.assets);
  const known = quota === undefined ? undefined : { ...quota, resetsAt: new Date(quota.resetsAt) };
  return { calls, seconds: listingSeconds(calls, known, reserve ?? USUAL_RESERVE, now) };
}

function planText(plan: string | undefined): string {
  return plan === undefined ? '' : ` (plan ${plan})`;
}

function bandwidthLines({ usage: { storedBytes, bandwidth, plan } }: LibraryPreview): readonly string[] {
  if (storedBytes === undefined) return ['Cloudinary does not say how much it stores, so nor what bandwidth it costs.'];
  const atMost = `at most ${sizeText(storedBytes)}`;
  if (bandwidth === undefined) return [`Bandwidth at Cloudinary: ${atMost}${planText(plan)}`];
  const { used, limit } = bandwidth;
  if (limit === undefined || limit <= 0) {
    return [`Bandwidth at Cloudinary: ${atMost}; ${sizeText(used)} used this month, no limit named${planText(plan)}`];
  }
  return [
    `Bandwidth at Cloudinary: ${atMost}, ${percentText(storedBytes / limit)} of the month's ${sizeText(limit)}${planText(plan)}; ${sizeText(used)} used so far`,
    ...(used + storedBytes > limit ? ['NOTE: that may be more than what is left of this month.'] : []),
  ];
}

/** A preview for people. `first`: all of the library is still to be copied. */
export function previewLines(preview: LibraryPreview, first: boolean, now: Date): readonly string[] {
  const { cloud, usage, quota } = preview;
  const { calls, seconds } = effortOf(preview, now);
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
export function previewDocument(preview: LibraryPreview, first: boolean, now: Date) {
  const { cloud, usage, quota } = preview;
  const { calls, seconds } = effortOf(preview, now);
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
