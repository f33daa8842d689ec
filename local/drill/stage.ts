import type { Display } from '../demo/display/display.ts';
import { sourceFolder } from '../demo/media/source-folder.ts';
import { mediaLibrary } from '../demo/scenario/media-library.ts';
import { backupBucket } from '../demo/verification/backup-bucket.ts';
import { journalReader } from '../demo/verification/journal-reader.ts';
import { type AlarmWatch, watchAlarms } from '../ministack/cloudwatch/alarm-watch.ts';
import { executionMetrics } from '../ministack/cloudwatch/execution-metrics.ts';
import { functionMetrics } from '../ministack/cloudwatch/function-metrics.ts';
import { queueMetrics } from '../ministack/cloudwatch/queue-metrics.ts';
import type { LocalCloud } from '../start-local-cloud.ts';
import { ACCOUNT } from './cloud/account.ts';
import { type AlarmMail, subscribeToAlarms } from './cloud/alarm-mail.ts';
import { apiMetrics } from './cloud/api-metrics.ts';
import { startHourlyCheck } from './cloud/hourly-check.ts';
import { OperatorShell } from './runbook/operator-shell.ts';
import { openRunbook, type Runbook } from './runbook/runbook.ts';
import type { Evidence } from './uploads/account-for-uploads.ts';
import { type SteadyUploads, steadyUploads } from './uploads/steady-uploads.ts';

/** What scenarios play on. */
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

/** How the drill is watched, and where it leaves what must be ended after it. */
export interface StageOptions {
  readonly speed: number;
  readonly display: Display;
  readonly signal: AbortSignal;
  readonly ending: AsyncDisposableStack;
}

/** Starts everything that runs beside the scenarios: uploads, the hourly check, the alarms and their mails. */
export function setStage(cloud: LocalCloud, { speed, display, signal, ending }: StageOptions): Promise<Stage> {
  const { miniStack, cloudinary, outputs } = cloud;
  return display.during('The operator: AWS CLI, mails of the alarms, the hourly check', async (preparing) => {
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
    // Before anybody watches: that nothing has checked the bucket is an alarm of its own.
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
