import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Configuration } from '../configuration/configuration.ts';
import { longestGapHours } from '../configuration/schedule-expression.ts';
import { pipelineMetric } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

const HOUR = Duration.hours(1);
const HOURLY_SUM = { statistic: 'Sum', period: HOUR };
const HOURLY_MAXIMUM = { statistic: 'Maximum', period: HOUR };

/** The machines that make runs, by the kind of run. */
export type RunMachines = Readonly<Record<string, StateMachine>>;

export type RunSettings = Pick<Configuration, 'clouds' | 'inventory' | 'verify'>;

/** What an alarm says, beside its metric. */
type Told = Pick<AlarmDefinition, 'name' | 'section' | 'meaning'>;

/**
 * How long silence lasts until it is one. A daily run takes longer on one day than on another, so that 24 hours are too
 * few; a week is the most that CloudWatch looks back.
 */
const SILENCE = {
  24: { period: Duration.hours(13), periods: [2, 2] },
  168: { period: Duration.days(1), periods: [7, 7] },
} as const;

/** An alarm for runs that do not come; none where the schedule comes less often than once a week, or is off. */
function silence(
  cloud: string,
  runs: 'InventoryRuns' | 'VerifyRuns',
  schedule: string,
  told: Told,
): readonly AlarmDefinition[] {
  const gap = longestGapHours(schedule);
  if (gap === undefined) return [];
  const { period, periods } = SILENCE[gap];
  const metric = pipelineMetric(cloud, runs).with({ statistic: 'Sum', period });
  return [{ ...told, cloud, metric, when: ['<', 1], periods, noData: 'breach' }];
}

/** Published by each run, 0 too: what was last seen holds until a run sees something else. */
function asOfLastRun(
  cloud: string,
  name: 'AssetsUnprotected' | 'RevisionsMissing' | 'RevisionsDamaged',
  told: Told,
): AlarmDefinition {
  return {
    ...told,
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
      meaning: `No inventory of ${cloud} has been finished when one was due`,
    }),
    asOfLastRun(cloud, 'AssetsUnprotected', {
      name: 'AssetsUnprotected',
      section: 'assets-unprotected',
      meaning: `Assets of ${cloud} are at Cloudinary and not in the bucket, after an inventory has tried`,
    }),
    {
      name: 'LibraryShrank',
      cloud,
      section: 'library-shrank',
      meaning: `The library of ${cloud} is far smaller than at the inventory before`,
      metric: pipelineMetric(cloud, 'LibraryShrinkage').with(HOURLY_MAXIMUM),
      when: ['>', inventory.shrinkAlarmShare * 100],
    },
    ...(clouds[cloud]?.triggers === 'automatic'
      ? [
          {
            name: 'TriggersRepaired',
            cloud,
            section: 'triggers-repaired',
            meaning: `Triggers of ${cloud} were missing or altered at Cloudinary, and are registered again`,
            metric: pipelineMetric(cloud, 'TriggersRepaired').with(HOURLY_SUM),
            when: ['>=', 1],
          } as const,
        ]
      : []),
  ];
}

function verifyAlarms(cloud: string, { verify }: RunSettings): readonly AlarmDefinition[] {
  return [
    ...silence(cloud, 'VerifyRuns', verify.schedule, {
      name: 'VerifyNotRunning',
      section: 'verify-not-running',
      meaning: `No verify run of ${cloud} has been finished when one was due`,
    }),
    asOfLastRun(cloud, 'RevisionsMissing', {
      name: 'VerifyFoundMissing',
      section: 'verify-found-damage',
      meaning: `Revisions of ${cloud} that were stored are not in the bucket any more`,
    }),
    asOfLastRun(cloud, 'RevisionsDamaged', {
      name: 'VerifyFoundDamaged',
      section: 'verify-found-damage',
      meaning: `Revisions of ${cloud} in the bucket are not what was stored`,
    }),
  ];
}

/** What runs find, and whether there are any. */
export function runAlarms(machines: RunMachines, settings: RunSettings): readonly AlarmDefinition[] {
  return [
    ...Object.entries(machines).map(
      ([kind, machine]): AlarmDefinition => ({
        name: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Failed`,
        section: `${kind}-failed`,
        meaning: `${/^[aeiou]/.test(kind) ? 'An' : 'A'} ${kind} run was given up after repeated failures`,
        metric: machine.metricFailed(HOURLY_SUM),
        when: ['>=', 1],
      }),
    ),
    ...Object.keys(settings.clouds).flatMap((cloud) => [
      ...inventoryAlarms(cloud, settings),
      ...verifyAlarms(cloud, settings),
    ]),
  ];
}
