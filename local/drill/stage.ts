import type { Display } from '../display/display.ts';
import { mediaLibrary } from '../media/media-library.ts';
import { sourceFolder } from '../media/source-folder.ts';
import { type AlarmWatch, watchAlarms } from '../ministack/cloudwatch/alarm-watch.ts';
import { executionMetrics } from '../ministack/cloudwatch/execution-metrics.ts';
import { functionMetrics } from '../ministack/cloudwatch/function-metrics.ts';
import { queueMetrics } from '../ministack/cloudwatch/queue-metrics.ts';
import type { LocalCloud } from '../start-local-cloud.ts';
import { backupBucket } from '../verification/backup-bucket.ts';
import { journalReader } from '../verification/journal-reader.ts';
import { ACCOUNT } from './local-cloud/account.ts';
import { type AlarmMail, subscribeToAlarms } from './local-cloud/alarm-mail.ts';
import { apiMetrics } from './local-cloud/api-metrics.ts';
import { startHourlyCheck } from './local-cloud/hourly-check.ts';
import { OperatorShell } from './runbook/operator-shell.ts';
import { openRunbook, type Runbook } from './runbook/runbook.ts';
import type { Evidence } from './uploads/account-for-uploads.ts';
import { type SteadyUploads, steadyUploads } from './uploads/steady-uploads.ts';

/** What scenarios run on. */
export interface Stage {
  readonly cloud: LocalCloud;
  readonly watch: AlarmWatch;
  readonly mail: AlarmMail;
  readonly uploads: SteadyUploads;
  readonly evidence: Evidence;
  readonly runbook: Runbook;
  readonly display: Display;
  readonly signal: AbortSignal;
}

/** How the drill runs and is shown, and the stack of everything that must be stopped after it. */
export interface StageOptions {
  readonly speed: number;
  readonly display: Display;
  readonly signal: AbortSignal;
  readonly ending: AsyncDisposableStack;
}

/** Starts everything that runs during the scenarios: uploads, the hourly check, the alarms and their mails. */
export function setStage(cloud: LocalCloud, { speed, display, signal, ending }: StageOptions): Promise<Stage> {
  const { miniStack, cloudinary, outputs } = cloud;
  return display.during('Preparing the AWS CLI, the alarm mails and the hourly check', async (preparing) => {
    const onInstall = (version: string) => preparing.detail(`installing the AWS CLI ${version}`);
    const shell = ending.adopt(await OperatorShell.open(miniStack, { signal, onInstall }), (open) => open.close());
    const runbook = await openRunbook(shell, outputs);
    const topicArn = outputs['AlarmTopicArn'] ?? '';
    const mail = ending.adopt(await subscribeToAlarms(miniStack, topicArn), (open) => open.close());
    const began = new Date();
    const sources = [
      ...(await functionMetrics(miniStack, began)),
      executionMetrics(miniStack, began),
      queueMetrics(miniStack, outputs),
      apiMetrics(cloud),
    ];
    // Before the alarms are watched: an unchecked bucket would fire one.
    const checked = outputs['BucketCheckFunctionName'] ?? '';
    ending.defer(await startHourlyCheck(miniStack, checked, 3_600_000 / speed));
    const watch = ending.adopt(await watchAlarms({ miniStack, speed, sources }), (open) => open.stop());
    const bucket = ending.adopt(backupBucket(miniStack, outputs['BucketName']), (open) => open.close());
    const library = mediaLibrary({ ...ACCOUNT, upload_prefix: cloudinary.origin });
    const uploads = steadyUploads(library, await sourceFolder(miniStack.directory));
    ending.defer(() => uploads.stop());
    uploads.start();
    const evidence = { bucket, journal: journalReader(bucket, ACCOUNT.cloud_name) };
    return { cloud, watch, mail, uploads, evidence, runbook, display, signal };
  });
}
