import { mediaLibrary } from '../media/media-library.ts';
import { sourceFolder } from '../media/source-folder.ts';
import { queuedMessages } from '../ministack/queued-messages.ts';
import type { Surroundings } from '../program/run-in-local-cloud.ts';
import type { LocalCloud } from '../start-local-cloud.ts';
import { backupBucket } from '../verification/backup-bucket.ts';
import { journalReader } from '../verification/journal-reader.ts';
import { until } from '../verification/until.ts';
import { verify } from '../verification/verification.ts';
import { ACCOUNT } from './account.ts';
import type { DemoReport } from './report/demo-report.ts';
import { latencyFigures } from './report/latency-figures.ts';
import { arrivalsIn } from './scenario/arrivals.ts';
import { observedLibrary } from './scenario/observed-library.ts';
import { playScenario } from './scenario/play-scenario.ts';
import { endpoints } from './try/environment-file.ts';

/** How long the last entries of the journal may take to arrive. */
const JOURNAL_PATIENCE = { timeoutMs: 10_000, intervalMs: 200 };

/** Plays the scenario on a deployed stack and verifies what it left in the bucket. */
export async function observeBackups(
  cloud: LocalCloud,
  { display, signal, phases }: Pick<Surroundings, 'display' | 'signal' | 'phases'>,
): Promise<DemoReport> {
  const { miniStack, cloudinary, outputs } = cloud;
  const bucket = backupBucket(miniStack, outputs['BucketName']);
  const journal = journalReader(bucket, ACCOUNT.cloud_name);
  const library = observedLibrary({
    cloud: ACCOUNT.cloud_name,
    library: mediaLibrary({ ...ACCOUNT, upload_prefix: cloudinary.origin }),
    arrivals: arrivalsIn({ bucket, journal, signal }),
    display,
  });
  try {
    const { notifications } = cloudinary;
    const sources = await sourceFolder(miniStack.directory);
    await playScenario({ library, sources, notifications, display, signal });
    display.heading('What Cloudinary had, and what the bucket holds, by MD5');
    const verification = await display.during('Fetching every object from the bucket and hashing it', async () => {
      const check = async () => verify(library, bucket, await journal.entries());
      let latest = await check();
      const isComplete = async () => {
        if (latest.problems.length > 0) latest = await check();
        return latest.problems.length === 0;
      };
      await until(isComplete, { ...JOURNAL_PATIENCE, signal });
      return latest;
    });
    const sent = notifications.log.length;
    const accepted = notifications.log.filter(({ status }) => status === 200).length;
    const deadLetters = (await queuedMessages(miniStack, outputs)).filter(
      ([output, count]) => output.endsWith('DeadLetterQueueUrl') && count > 0,
    );
    const problems = [
      ...verification.problems,
      ...journal.unreadable.map((line) => `journal line ${line} cannot be read`),
      ...deadLetters.map(
        ([output, count]) => `${output.replace(/Url$/, '')} holds ${count}: the pipeline gave up on them`,
      ),
      ...(accepted < sent ? [`${sent - accepted} of ${sent} webhooks were not answered with 200`] : []),
    ];
    return {
      verification,
      problems,
      latency: latencyFigures(library.revisions),
      notifications: { sent, accepted },
      phases,
      totalSeconds: performance.now() / 1000,
      endpoints: endpoints(cloud),
    };
  } finally {
    bucket.close();
  }
}
