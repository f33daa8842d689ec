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
  /** Cloudinary's response time for a page, in milliseconds. */
  readonly pageMs: number;
  /** The number of assets that Cloudinary reports, which decides the number of shards. */
  readonly reportedAssets?: number;
}

/** The results of a run: its own report, and what the servers counted. */
export interface RunFigures {
  readonly run: MeasuredRun;
  readonly bucket: BucketFigures;
  readonly listing: ListingFigures;
}

/** An invocation as it is deployed, in milliseconds. */
const STEP_MS = 900_000;
/**
 * The heap limit is nine tenths of the function's 1,024 MB. V8's nursery would otherwise use 100 MB and more, whatever the
 * program does. It is kept small, so that the figure shows what a run holds.
 */
const HEAP = ['--max-old-space-size=921', '--max-semi-space-size=8'];

/**
 * Starts servers, makes a whole run between them in a fresh process, and stops them. The environment of that process has
 * nothing from this one but PATH.
 */
export async function generatedRun({
  kind,
  plan,
  pageMs,
  reportedAssets = plan.assets,
}: GeneratedRun): Promise<RunFigures> {
  const planned = JSON.stringify(plan);
  const bucket = await startServer<BucketFigures>('library/bucket-server.ts', [planned]);
  const listing = await startServer<ListingFigures>('library/listing-server.ts', [planned, pageMs, reportedAssets]);
  const startedAt = new Date(plan.now).toISOString();
  const endpoint = `http://127.0.0.1:${bucket.port}`;
  const { certPath } = await loopbackCertificate();
  try {
    const child = startChild('library/take-steps.ts', [kind, startedAt, String(STEP_MS)], {
      execArgv: ['--expose-gc', ...HEAP],
      // The log of the function matters only when it fails.
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

/** The largest growth of resident memory, in MB. */
export function memoryGrowth({ samples, rssAtStart }: MeasuredRun): number {
  return (Math.max(...samples.map(({ rss }) => rss)) - rssAtStart) / 1e6;
}

/** When the first and the last object with a matching key were written, in milliseconds since 1970. */
export function writtenBetween(
  written: BucketFigures['written'],
  keys: RegExp,
): readonly [first: number, last: number] {
  const times = written.filter(({ key }) => keys.test(key)).map(({ at }) => at);
  return [times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN];
}
