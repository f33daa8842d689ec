import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Configuration } from '../configuration/configuration.ts';
import { longestGapHours } from '../configuration/schedule-expression.ts';
import { pipelineMetric } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

const HOUR = Duration.hours(1);
const HOURLY_SUM = { statistic: 'Sum', period: HOUR };
const HOURLY_MAXIMUM = { statistic: 'Maximum', period: HOUR };

/** The state machines, by the kind of run. */
export type RunMachines = Readonly<Record<'inventory' | 'verify', StateMachine>>;

export type RunSettings = Pick<Configuration, 'clouds' | 'inventory' | 'verify'>;

/** What an alarm says, without its metric. */
type Message = Pick<AlarmDefinition, 'name' | 'section' | 'meaning' | 'cost'>;

/**
 * How long no run must finish before that breaches, by the schedule's longest gap in hours. A daily run takes longer on
 * one day than on another, so 24 hours are too few. CloudWatch looks back a week at most.
 */
const SILENCE = {
  24: { period: Duration.hours(13), periods: [2, 2] },
  168: { period: Duration.days(1), periods: [7, 7] },
} as const;

/** An alarm for runs that do not finish; none if the schedule is off, or starts runs less often than once a week. */
function silence(
  cloud: string,
  runs: 'InventoryRuns' | 'VerifyRuns',
  schedule: string,
  message: Message,
): readonly AlarmDefinition[] {
  const gap = longestGapHours(schedule);
  if (gap === undefined) return [];
  const { period, periods } = SILENCE[gap];
  const metric = pipelineMetric(cloud, runs).with({ statistic: 'Sum', period });
  return [{ ...message, cloud, metric, when: ['<', 1], periods, noData: 'breach' }];
}

/** A metric that every run publishes, also as 0: its last value holds until the next run. */
function asOfLastRun(
  cloud: string,
  name: 'AssetsUnprotected' | 'RevisionsMissing' | 'RevisionsDamaged' | 'RecordsMissing',
  message: Message,
): AlarmDefinition {
  return {
    ...message,
    cloud,
    metric: pipelineMetric(cloud, name).with(HOURLY_MAXIMUM),
    when: ['>', 0],
    noData: 'unchanged',
  };
}

function inventoryAlarms(cloud: string, { clouds, inventory }: RunSettings): readonly AlarmDefinition[] {
  return [
    ...silence(cloud, 'InventoryRuns', inventory.schedule, {
      name: 'InventoryNotCompleted',
      section: 'inventory-not-completed',
      meaning: `An inventory run of ${cloud} was due, and none has finished`,
      cost: 'Assets that no notification reported are not backed up',
    }),
    asOfLastRun(cloud, 'AssetsUnprotected', {
      name: 'AssetsUnprotected',
      section: 'assets-unprotected',
      meaning: `Assets of ${cloud} are at Cloudinary and not in the bucket, although an inventory run queued what was missing`,
      cost: 'Their current revisions have no backup',
    }),
    {
      name: 'RevisionsUnreported',
      cloud,
      section: 'revisions-unreported',
      meaning: `Uploads to ${cloud} were reported by no notification within an hour`,
      cost: 'Until notifications come again, uploads are copied only by the nightly inventory run, and those replaced in between are lost',
      metric: pipelineMetric(cloud, 'RevisionsUnreported').with(HOURLY_MAXIMUM),
      // A few may be missed by chance: the API was unreachable for 20 minutes.
      when: ['>', 3],
    },
    {
      name: 'LibraryShrank',
      cloud,
      section: 'library-shrank',
      meaning: `The library of ${cloud} has far fewer assets than at the previous inventory run`,
      cost: 'Someone may be deleting it at Cloudinary; the backup keeps everything',
      metric: pipelineMetric(cloud, 'LibraryShrinkage').with(HOURLY_MAXIMUM),
      when: ['>', inventory.shrinkAlarmShare * 100],
    },
    ...(clouds[cloud]?.triggers === 'automatic'
      ? [
          {
            name: 'TriggersRepaired',
            cloud,
            section: 'triggers-repaired',
            meaning: `Webhook triggers of ${cloud} were missing or altered at Cloudinary, and are registered again`,
            cost: 'Notifications went missing meanwhile; the inventory run finds only what Cloudinary still has',
            metric: pipelineMetric(cloud, 'TriggersRepaired').with(HOURLY_SUM),
            when: ['>=', 1],
          } as const,
        ]
      : []),
  ];
}

const FETCHED_AGAIN = 'The verify run fetches again those that Cloudinary still has; the others are lost';

function verifyAlarms(cloud: string, { verify }: RunSettings): readonly AlarmDefinition[] {
  return [
    ...silence(cloud, 'VerifyRuns', verify.schedule, {
      name: 'VerifyNotRunning',
      section: 'verify-not-running',
      meaning: `A verify run of ${cloud} was due, and none has finished`,
      cost: 'Missing and damaged objects would go unnoticed',
    }),
    asOfLastRun(cloud, 'RecordsMissing', {
      name: 'RecordsMissing',
      section: 'records-missing',
      meaning: `Parts of the journal or of the inventory of ${cloud} that earlier runs had found are no longer in the bucket`,
      cost: 'Verify can no longer know which revisions must be there',
    }),
    asOfLastRun(cloud, 'RevisionsMissing', {
      name: 'VerifyFoundMissing',
      section: 'verify-found-problems',
      meaning: `Revisions of ${cloud} that were stored are no longer in the bucket`,
      cost: FETCHED_AGAIN,
    }),
    asOfLastRun(cloud, 'RevisionsDamaged', {
      name: 'VerifyFoundDamaged',
      section: 'verify-found-problems',
      meaning: `Revisions of ${cloud} in the bucket differ from what was stored`,
      cost: FETCHED_AGAIN,
    }),
  ];
}

/** What runs find, and whether they run at all. */
export function runAlarms(machines: RunMachines, settings: RunSettings): readonly AlarmDefinition[] {
  return [
    {
      name: 'InventoryFailed',
      section: 'inventory-failed',
      meaning: 'An inventory run failed',
      cost: 'Whatever no notification reported is not backed up until a later run succeeds',
      metric: machines.inventory.metricFailed(HOURLY_SUM),
      when: ['>=', 1],
    },
    {
      name: 'VerifyFailed',
      section: 'verify-failed',
      meaning: 'A verify run failed',
      cost: 'Missing and damaged objects go unnoticed until a later run succeeds',
      metric: machines.verify.metricFailed(HOURLY_SUM),
      when: ['>=', 1],
    },
    ...Object.keys(settings.clouds).flatMap((cloud) => [
      ...inventoryAlarms(cloud, settings),
      ...verifyAlarms(cloud, settings),
    ]),
  ];
}
