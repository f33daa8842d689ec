import type { LocalCloud } from '../start-local-cloud.ts';
import { ACCOUNT } from './account.ts';
import type { Phase } from './display/deployment-phases.ts';
import type { Display } from './display/display.ts';
import { SourceFolder } from './media/source-folder.ts';
import type { DemoReport } from './report/demo-report.ts';
import { Arrivals } from './scenario/arrivals.ts';
import { MediaLibrary } from './scenario/media-library.ts';
import { ObservedLibrary } from './scenario/observed-library.ts';
import { playScenario } from './scenario/play-scenario.ts';
import { until } from './scenario/until.ts';
import { endpoints } from './try/endpoints.ts';
import { BackupBucket } from './verification/backup-bucket.ts';
import { deadLetters } from './verification/dead-letters.ts';
import { JournalReader } from './verification/journal-reader.ts';
import { latencyFigures } from './verification/latency-figures.ts';
import { verify } from './verification/verification.ts';

/** What is needed beside the local cloud. */
export interface ObservationOptions {
  readonly display: Display;
  readonly signal: AbortSignal;
  /** Those of the deployment, for the report. */
  readonly phases: readonly Phase[];
}

const SETTLING = { timeoutMs: 10_000, intervalMs: 200 };

/** Plays the scenario on a deployed stack and verifies what it left in the bucket. */
export async function observeBackups(cloud: LocalCloud, options: ObservationOptions): Promise<DemoReport> {
  const { display, signal, phases } = options;
  const { miniStack, cloudinary, outputs } = cloud;
  const bucket = new BackupBucket(miniStack, outputs['BucketName'] ?? '');
  const journal = new JournalReader(bucket, ACCOUNT.cloud_name);
  const library = new ObservedLibrary({
    cloud: ACCOUNT.cloud_name,
    library: new MediaLibrary({ ...ACCOUNT, upload_prefix: cloudinary.origin }),
    arrivals: new Arrivals(bucket, journal, signal),
    display,
  });
  try {
    const { notifications } = cloudinary;
    const sources = await SourceFolder.create(miniStack.directory);
    await playScenario({ library, sources, notifications, display, signal });
    display.heading('What Cloudinary had, and what the bucket holds');
    const checking = display.start('Every object fetched and hashed again');
    const check = async () => verify(library, bucket, await journal.entries());
    let verification = await check();
    // The last entries of the journal may still be under way.
    await until(
      async () => {
        if (verification.problems.length > 0) verification = await check();
        return verification.problems.length === 0;
      },
      { ...SETTLING, signal },
    ).finally(() => checking.done());
    const letters = Object.entries(await deadLetters(miniStack, outputs)).filter(([, count]) => count > 0);
    const accepted = notifications.log.filter(({ status }) => status === 200).length;
    const problems = [
      ...verification.problems,
      ...journal.unreadable.map((line) => `${line} of the journal cannot be read`),
      ...letters.map(([queue, count]) => `${queue} holds ${count}: the pipeline gave up on them`),
      ...(accepted < notifications.log.length ? ['not every webhook was answered with 200'] : []),
    ];
    return {
      verification,
      problems,
      latency: latencyFigures(library.revisions),
      notifications: { sent: notifications.log.length, accepted },
      phases,
      totalSeconds: performance.now() / 1000,
      endpoints: endpoints(cloud),
    };
  } finally {
    bucket.close();
  }
}
