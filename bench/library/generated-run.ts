import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { functionEnvironmentOf } from '../bundles/function-environment.ts';
import { startChild, startServer } from '../processes/start-child.ts';
import type { BucketFigures } from './bucket-server.ts';
import type { LibraryPlan } from './generated-library.ts';
import type { ListingFigures } from './listing-server.ts';
import type { MeasuredRun, RunKind } from './measured-run.ts';

/** A run over a generated library. */
interface GeneratedRun {
  readonly kind: RunKind;
  readonly plan: LibraryPlan;
  /** How long Cloudinary takes for a page, in milliseconds. */
  readonly pageMs: number;
  /** How many assets Cloudinary says that there are: as many shards there will be. */
  readonly saidAssets?: number;
}

/** What a run has done, as it reports and as the servers saw it. */
export interface RunFigures {
  readonly run: MeasuredRun;
  readonly bucket: BucketFigures;
  readonly listing: ListingFigures;
}

/** An invocation as it is deployed, in milliseconds. */
const STEP_MS = 900_000;
/**
 * Nine tenths of the function's 1,024 MB. V8's nursery, which else takes 100 MB and more whatever the program does, is
 * kept small: what is measured is what a run holds.
 */
const HEAP = ['--max-old-space-size=921', '--max-semi-space-size=8'];

/**
 * Starts servers of its own, makes a whole run between them in a fresh process, with nothing of this one's environment
 * but its PATH, and stops them.
 */
export async function generatedRun({
  kind,
  plan,
  pageMs,
  saidAssets = plan.assets,
}: GeneratedRun): Promise<RunFigures> {
  const planned = JSON.stringify(plan);
  const bucket = await startServer<BucketFigures>('library/bucket-server.ts', [planned]);
  const listing = await startServer<ListingFigures>('library/listing-server.ts', [planned, pageMs, saidAssets]);
  const startedAt = new Date(plan.now).toISOString();
  const endpoint = `http://127.0.0.1:${bucket.port}`;
  const { certPath } = await loopbackCertificate();
  try {
    const child = startChild('library/take-steps.ts', [kind, startedAt, String(STEP_MS)], {
      execArgv: ['--expose-gc', ...HEAP],
      // What the function logs is of interest only where it fails.
      quiet: true,
      env: {
        ...functionEnvironmentOf(kind, `https://127.0.0.1:${listing.port}`),
        NODE_EXTRA_CA_CERTS: certPath,
        AWS_ENDPOINT_URL: endpoint,
        BULK_QUEUE_URL: `${endpoint}/queues/bulk`,
        LARGE_QUEUE_URL: `${endpoint}/queues/large`,
        BULK_BACKLOG_LIMIT: '1000000',
        LARGE_BACKLOG_LIMIT: '1000000',
        QUEUE_LAG_SECONDS: '0',
        ALARM_TOPIC_ARN: 'arn:aws:sns:us-east-1:111111111111:bench',
        REPORT_MAIL: 'never',
      },
    });
    const run = await child.next<MeasuredRun>();
    return { run, bucket: await bucket.figures(), listing: await listing.figures() };
  } finally {
    bucket.stop();
    listing.stop();
  }
}

/** By how much resident memory grew at most, in MB. */
export function memoryGrowth({ samples, rssAtStart }: MeasuredRun): number {
  return (Math.max(...samples.map(({ rss }) => rss)) - rssAtStart) / 1e6;
}

/** When the first object whose key matches was written, and when the last, in milliseconds since 1970. */
export function writtenBetween(
  written: BucketFigures['written'],
  keys: RegExp,
): readonly [first: number, last: number] {
  const times = written.filter(({ key }) => keys.test(key)).map(({ at }) => at);
  return [times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN];
}
