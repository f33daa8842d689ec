import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { MetricName } from '../../shared/domain/metrics.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { longestGapHours } from '../configuration/schedule-expression.ts';
import { pipelineMetric } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

const HOUR = Duration.hours(1);

/** Machines of runs. */
export interface RunMachines {
  readonly inventory: StateMachine;
  readonly verify: StateMachine;
}

export type RunSettings = Pick<Configuration, 'clouds' | 'inventory' | 'verify'>;

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
  metric: 'InventoryRuns' | 'VerifyRuns',
  schedule: string,
  definition: Pick<AlarmDefinition, 'name' | 'section' | 'meaning'> & { readonly cloud: string },
): readonly AlarmDefinition[] {
  const gap = longestGapHours(schedule);
  if (gap === undefined) return [];
  const { period, periods } = SILENCE[gap];
  const counted = pipelineMetric(definition.cloud, metric).with({ statistic: 'Sum', period });
  return [{ ...definition, metric: counted, when: ['<', 1], periods, noData: 'breach' }];
}

/** Published by each run, 0 too: what was last seen holds until a run sees something else. */
function asOfLastRun(cloud: string, name: MetricName) {
  return {
    cloud,
    metric: pipelineMetric(cloud, name).with({ statistic: 'Maximum', period: HOUR }),
    when: ['>', 0] as const,
    noData: 'unchanged' as const,
  };
}

function inventoryAlarms(cloud: string, { clouds, inventory }: RunSettings): readonly AlarmDefinition[] {
  return [
    ...silence('InventoryRuns', inventory.schedule, {
      name: 'InventoryNotCompleted',
      cloud,
      section: 'inventory-not-completed',
      meaning: `No inventory of ${cloud} has been finished when one was due`,
    }),
    {
      ...asOfLastRun(cloud, 'AssetsUnprotected'),
      name: 'AssetsUnprotected',
      section: 'assets-unprotected',
      meaning: `Assets of ${cloud} are at Cloudinary and not in the bucket, after an inventory has tried`,
    },
    {
      name: 'LibraryShrank',
      cloud,
      section: 'library-shrank',
      meaning: `The library of ${cloud} is far smaller than at the inventory before`,
      metric: pipelineMetric(cloud, 'LibraryShrinkage').with({ statistic: 'Maximum', period: HOUR }),
      when: ['>', inventory.shrinkAlarmShare * 100],
      noData: 'fine',
    },
    ...(clouds[cloud]?.triggers === 'automatic'
      ? [
          {
            name: 'TriggersRepaired',
            cloud,
            section: 'triggers-repaired',
            meaning: `Triggers of ${cloud} were missing or altered at Cloudinary, and are registered again`,
            metric: pipelineMetric(cloud, 'TriggersRepaired').with({ statistic: 'Sum', period: HOUR }),
            when: ['>=', 1],
            noData: 'fine',
          } as const,
        ]
      : []),
  ];
}

function verifyAlarms(cloud: string, { verify }: RunSettings): readonly AlarmDefinition[] {
  return [
    ...silence('VerifyRuns', verify.schedule, {
      name: 'VerifyNotRunning',
      cloud,
      section: 'verify-not-running',
      meaning: `No verify run of ${cloud} has been finished when one was due`,
    }),
    {
      ...asOfLastRun(cloud, 'RevisionsMissing'),
      name: 'VerifyFoundMissing',
      section: 'verify-found-damage',
      meaning: `Revisions of ${cloud} that were stored are not in the bucket any more`,
    },
    {
      ...asOfLastRun(cloud, 'RevisionsDamaged'),
      name: 'VerifyFoundDamaged',
      section: 'verify-found-damage',
      meaning: `Revisions of ${cloud} in the bucket are not what was stored`,
    },
  ];
}

function failed(machine: StateMachine) {
  return {
    metric: machine.metricFailed({ statistic: 'Sum', period: HOUR }),
    when: ['>=', 1] as const,
    noData: 'fine' as const,
  };
}

/** What inventory and verify runs find, and whether there are any. */
export function runAlarms(machines: RunMachines, settings: RunSettings): readonly AlarmDefinition[] {
  return [
    {
      ...failed(machines.inventory),
      name: 'InventoryFailed',
      section: 'inventory-failed',
      meaning: 'An inventory run was given up after repeated failures',
    },
    {
      ...failed(machines.verify),
      name: 'VerifyFailed',
      section: 'verify-failed',
      meaning: 'A verify run was given up after repeated failures',
    },
    ...Object.keys(settings.clouds).flatMap((cloud) => [
      ...inventoryAlarms(cloud, settings),
      ...verifyAlarms(cloud, settings),
    ]),
  ];
}
