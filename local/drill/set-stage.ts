import type { Display } from '../demo/display/display.ts';
import { SourceFolder } from '../demo/media/source-folder.ts';
import { MediaLibrary } from '../demo/scenario/media-library.ts';
import { BackupBucket } from '../demo/verification/backup-bucket.ts';
import { JournalReader } from '../demo/verification/journal-reader.ts';
import { AlarmWatch } from '../ministack/cloudwatch/alarm-watch.ts';
import { deployedFunctions } from '../ministack/cloudwatch/deployed-function.ts';
import { ExecutionMetrics } from '../ministack/cloudwatch/execution-metrics.ts';
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

/** How the drill is watched, and where it leaves what is to be ended after it. */
export interface StageOptions {
  readonly speed: number;
  readonly display: Display;
  readonly signal: AbortSignal;
  readonly ending: AsyncDisposableStack;
}

/** Has everything run that runs beside the scenarios: uploads, the hourly check, the alarms and their mails. */
export async function setStage(cloud: LocalCloud, options: StageOptions): Promise<Stage> {
  const { display, signal, ending } = options;
  const { miniStack, outputs } = cloud;
  const preparing = display.start('The operator: AWS CLI, mails of the alarms, the hourly check');
  try {
    const onProgress = (message: string) => preparing.detail(message);
    const shell = ending.adopt(await OperatorShell.open(miniStack, { signal, onProgress }), (opened) => opened.close());
    const runbook = await Runbook.open(shell, outputs);
    const mail = ending.adopt(await AlarmMail.subscribe(miniStack, outputs['AlarmTopicArn'] ?? ''), (open) =>
      open.close(),
    );
    const watch = await watchAlarms(cloud, options);
    const bucket = ending.adopt(new BackupBucket(miniStack, outputs['BucketName'] ?? ''), (open) => open.close());
    const uploads = await startUploads(cloud, ending);
    preparing.done();
    const evidence = { bucket, journal: new JournalReader(bucket, ACCOUNT.cloud_name) };
    return { cloud, watch, mail, uploads, evidence, runbook, display, signal };
  } catch (error) {
    preparing.failed();
    throw error;
  }
}

async function watchAlarms(cloud: LocalCloud, { speed, ending }: StageOptions): Promise<AlarmWatch> {
  const { miniStack, outputs } = cloud;
  const began = new Date();
  const functions = await deployedFunctions(miniStack);
  const fromLogs = ending.adopt(new FunctionMetrics(miniStack, functions, began), (source) => source.close());
  const failures = ending.adopt(new FunctionFailures(miniStack, functions, began), (source) => source.close());
  const executions = ending.adopt(new ExecutionMetrics(miniStack, began), (source) => source.close());
  const queueUrls = Object.entries(outputs).flatMap(([name, url]) => (name.endsWith('QueueUrl') ? [url] : []));
  const queues = new QueueMetrics(miniStack, queueUrls);
  // Before anybody watches: that nothing has checked the bucket is an alarm of its own.
  const hourly = new HourlyCheck(miniStack, outputs['BucketCheckFunctionName'] ?? '');
  ending.defer(() => hourly.stop());
  await hourly.start(3_600_000 / speed);
  const sources = [fromLogs, failures, executions, queues, new ApiMetrics(cloud)];
  return ending.adopt(await AlarmWatch.start({ miniStack, speed, sources }), (watch) => watch.stop());
}

async function startUploads(
  { miniStack, cloudinary }: LocalCloud,
  ending: AsyncDisposableStack,
): Promise<SteadyUploads> {
  const library = new MediaLibrary({ ...ACCOUNT, upload_prefix: cloudinary.origin });
  const uploads = new SteadyUploads(library, await SourceFolder.create(miniStack.directory));
  ending.defer(() => uploads.stop());
  uploads.start();
  return uploads;
}
