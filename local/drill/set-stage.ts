import type { Display } from '../demo/display/display.ts';
import { SourceFolder } from '../demo/media/source-folder.ts';
import { MediaLibrary } from '../demo/scenario/media-library.ts';
import { BackupBucket } from '../demo/verification/backup-bucket.ts';
import { JournalReader } from '../demo/verification/journal-reader.ts';
import { AlarmWatch } from '../ministack/cloudwatch/alarm-watch.ts';
import { deployedFunctions } from '../ministack/cloudwatch/deployed-function.ts';
import { FunctionFailures } from '../ministack/cloudwatch/function-failures.ts';
import { FunctionMetrics } from '../ministack/cloudwatch/function-metrics.ts';
import { QueueMetrics } from '../ministack/cloudwatch/queue-metrics.ts';
import type { LocalCloud } from '../start-local-cloud.ts';
import { ACCOUNT } from './cloud/account.ts';
import { AlarmMail } from './cloud/alarm-mail.ts';
import { ApiMetrics } from './cloud/api-metrics.ts';
import { HourlyCheck } from './cloud/hourly-check.ts';
import { OperatorShell } from './runbook/operator-shell.ts';
import { Runbook } from './runbook/runbook.ts';
import type { Stage } from './stage.ts';
import { SteadyUploads } from './uploads/steady-uploads.ts';

/** How the drill is watched. */
export interface StageOptions {
  readonly speed: number;
  readonly display: Display;
  readonly signal: AbortSignal;
}

/** Has everything run that runs beside the scenarios: uploads, the hourly check, the alarms and their mails. */
export async function setStage(
  cloud: LocalCloud,
  { speed, display, signal }: StageOptions,
): Promise<{ readonly stage: Stage; readonly leave: () => Promise<void> }> {
  const { miniStack, cloudinary, outputs } = cloud;
  const began = new Date();
  const preparing = display.start('The operator: AWS CLI, mails of the alarms, the hourly check');
  const onProgress = (message: string) => preparing.detail(message);
  const shell = await OperatorShell.open(miniStack, { signal, onProgress });
  const runbook = await Runbook.open(shell);
  const functions = await deployedFunctions(miniStack);
  const fromLogs = new FunctionMetrics(miniStack, functions, began);
  const failures = new FunctionFailures(miniStack, functions, began);
  const queueUrls = Object.entries(outputs).flatMap(([name, url]) => (name.endsWith('QueueUrl') ? [url] : []));
  const queues = new QueueMetrics(miniStack, queueUrls);
  const mail = await AlarmMail.subscribe(miniStack, outputs['AlarmTopicArn'] ?? '');
  const hourly = new HourlyCheck(miniStack, outputs['BucketCheckFunctionName'] ?? '');
  // Before anybody watches: that nothing has checked the bucket is an alarm of its own.
  await hourly.start(3_600_000 / speed);
  const watch = await AlarmWatch.start({
    miniStack,
    speed,
    sources: [fromLogs, failures, queues, new ApiMetrics(cloud)],
  });
  const bucket = new BackupBucket(miniStack, outputs['BucketName'] ?? '');
  const uploads = new SteadyUploads(
    new MediaLibrary({ ...ACCOUNT, upload_prefix: cloudinary.origin }),
    await SourceFolder.create(miniStack.directory),
  );
  uploads.start();
  preparing.done();
  const evidence = { bucket, journal: new JournalReader(bucket, ACCOUNT.cloud_name) };
  const stage = { cloud, watch, mail, uploads, evidence, runbook, display, signal };
  const leave = async () => {
    await Promise.allSettled([uploads.stop(), hourly.stop(), watch.stop()]);
    for (const client of [fromLogs, failures, mail, bucket, shell]) client.close();
  };
  return { stage, leave };
}
