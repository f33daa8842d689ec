import { Duration, Stack } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, type IAlarm, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { NamedFunction } from '../alarms/resource-alarms.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { JobQueues } from '../job-queues.ts';
import type { NotificationApi } from '../notification-api.ts';
import type { RevisionWorker } from '../revision-worker.ts';
import { cloudSection } from './cloud-section.ts';
import { assetVariable, logsSection } from './log-queries.ts';
import { bucketSection, functionsSection, queuesSection } from './resource-sections.ts';
import { dashboardUrl, textRow } from './widgets.ts';

export interface BackupDashboardProps {
  readonly configuration: Pick<Configuration, 'alarms' | 'clouds'>;
  readonly alarms: readonly IAlarm[];
  readonly bucket: IBucket;
  readonly queues: JobQueues;
  readonly api: NotificationApi;
  readonly worker: RevisionWorker;
  readonly bucketCheck: IFunction;
  /** Where the dashboard of inventory and verify runs is. */
  readonly runs: string;
}

function introduction(stackName: string, runbookUrl: string, runs: string): string {
  // A path says nothing to the console.
  const runbook = /^https?:/.test(runbookUrl) ? `[runbook](${runbookUrl})` : `runbook, \`${runbookUrl}\``;
  return [
    `# ${stackName}`,
    `Cloudinary's originals, copied into S3. While all alarms below are green, every fresh upload is backed up. If one is red, follow the ${runbook}. How complete the backup is: [inventory and verify runs](${runs}).`,
  ].join('\n');
}

/** One page, named like the stack: is it healthy, how far behind is it, how much is copied, and what failed? */
export class BackupDashboard extends Construct {
  /** Where it is in the console. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: BackupDashboardProps) {
    super(scope, id);
    const { configuration, alarms, bucket, queues, api, worker, bucketCheck, runs } = props;
    const { stackName, region } = Stack.of(this);
    const pipelineFunctions: readonly NamedFunction[] = [
      ['webhook', api.webhookFunction],
      ['worker', worker.workerFunction],
      ['large worker', worker.largeWorkerFunction],
    ];
    new Dashboard(this, 'Dashboard', {
      dashboardName: stackName,
      defaultInterval: Duration.days(1),
      // Without it, a range of weeks would be drawn in points of five minutes, and CloudWatch shows only some of them.
      periodOverride: PeriodOverride.AUTO,
      variables: [assetVariable()],
      widgets: [
        textRow(introduction(stackName, configuration.alarms.runbookUrl, runs), 3),
        [new AlarmStatusWidget({ title: 'Is it healthy?', alarms: [...alarms], width: 24, height: 4 })],
        queuesSection(queues),
        ...Object.keys(configuration.clouds).flatMap(cloudSection),
        textRow('## All clouds', 1),
        bucketSection(bucket, stackName),
        functionsSection(api.httpApi, pipelineFunctions, [['bucket check', bucketCheck]]),
        ...logsSection(api.webhookFunction, [worker.workerFunction, worker.largeWorkerFunction]),
      ],
    });
    this.url = dashboardUrl(region, stackName);
  }
}
