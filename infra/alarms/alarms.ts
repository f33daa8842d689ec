import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration/configuration.ts';
import type { JobQueues } from '../job-queues.ts';
import type { NotificationApi } from '../notification-api.ts';
import type { RevisionWorker } from '../revision-worker.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { bucketAlarms, errorAlarms, type NamedFunction, queueAlarms, throttleAlarms } from './resource-alarms.ts';
import { revisionAlarms } from './revision-alarms.ts';
import { type RunMachines, type RunSettings, runAlarms } from './run-alarms.ts';
import { webhookAlarms } from './webhook-alarms.ts';

interface AlarmTopicProps {
  /** Who gets the mails. Each address must confirm before it gets anything. */
  readonly emails: readonly string[];
}

/**
 * The topic that this account's alarms go to, and that mails them; more subscribers may be added by hand.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { emails }: AlarmTopicProps) {
    // Not encrypted at rest: CloudWatch cannot publish under SNS's own key, a key of one's own costs a dollar a month,
    // and an alarm contains only names and numbers.
    super(scope, id, { enforceSSL: true });
    const { account, partition, region } = Stack.of(this);
    // The policy that enforces SSL replaces the default one, by which anyone in the account could publish.
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
    for (const email of new Set(emails)) {
      new Subscription(this, `Email-${email}`, {
        topic: this,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint: email,
      });
    }
  }
}

const COMPARISON = {
  '>': ComparisonOperator.GREATER_THAN_THRESHOLD,
  '>=': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  '<': ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

const NO_DATA = {
  fine: TreatMissingData.NOT_BREACHING,
  breach: TreatMissingData.BREACHING,
  unchanged: TreatMissingData.IGNORE,
} as const;

export type AlarmsProps = Pick<Configuration, 'alarms'>;

/** What alarms look at. */
export interface WatchedParts {
  readonly settings: RunSettings;
  readonly queues: JobQueues;
  readonly api: NotificationApi;
  readonly worker: RevisionWorker;
  /** The function that checks the bucket once an hour. */
  readonly bucketCheck: IFunction;
  readonly machines: RunMachines;
}

/**
 * All alarms. Each notifies one topic when it fires and when it clears. Its description says what is wrong and what that
 * costs, and links to the section of the runbook that says what to do.
 */
export class Alarms extends Construct {
  readonly topic: ITopic;
  readonly #runbookUrl: string;

  constructor(scope: Construct, id: string, { alarms: { emails, runbookUrl } }: AlarmsProps) {
    super(scope, id);
    this.topic = new AlarmTopic(this, 'Topic', { emails });
    this.#runbookUrl = runbookUrl;
  }

  /** Makes the alarms, once there is something to watch: some of it uses the topic for mails of its own. */
  watch({ settings, queues, api, worker, bucketCheck, machines }: WatchedParts): readonly Alarm[] {
    const clouds = Object.keys(settings.clouds);
    const pipelineFunctions: readonly NamedFunction[] = [
      ['Webhook', api.webhookFunction],
      ['Worker', worker.workerFunction],
      ['LargeWorker', worker.largeWorkerFunction],
    ];
    return [
      ...queueAlarms(queues),
      ...clouds.flatMap(revisionAlarms),
      ...webhookAlarms(api.httpApi, clouds),
      ...errorAlarms([...pipelineFunctions, ['BucketCheck', bucketCheck]]),
      ...throttleAlarms(pipelineFunctions),
      ...bucketAlarms(bucketCheck),
      ...runAlarms(machines, settings),
    ].map((definition) => this.#alarm(definition));
  }

  #alarm(definition: AlarmDefinition): Alarm {
    const { name, cloud, meaning, cost, section, metric, when, periods = [1, 1], noData = 'fine' } = definition;
    const id = cloud === undefined ? name : `${name}-${cloud}`;
    const alarm = new Alarm(this, id, {
      alarmName: `${Stack.of(this).stackName}-${id}`,
      alarmDescription: `${meaning}. ${cost}. ${this.#runbookUrl}#${section}`,
      metric,
      comparisonOperator: COMPARISON[when[0]],
      threshold: when[1],
      datapointsToAlarm: periods[0],
      evaluationPeriods: periods[1],
      treatMissingData: NO_DATA[noData],
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }
}
