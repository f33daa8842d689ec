import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, type IWidget, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RunMachines } from '../alarms/run-alarms.ts';
import { completenessSection } from './completeness-section.ts';
import { dashboardUrl, graph, textRow } from './widgets.ts';

export interface RunsDashboardProps {
  readonly clouds: readonly string[];
  readonly machines: RunMachines;
  /** The functions whose steps the machines call, by the kind of run. */
  readonly functions: Readonly<Record<string, IFunction>>;
}

const SUM = { statistic: 'Sum', period: Duration.hours(1) };

/** The executions of the state machines, and the steps that they consist of. */
function machinesSection({ machines, functions }: RunsDashboardProps): IWidget[][] {
  return [
    textRow('## All clouds', 1),
    [
      graph({
        title: 'Executions',
        width: 12,
        left: Object.entries(machines).flatMap(([kind, machine]) => [
          machine.metricStarted({ ...SUM, label: `${kind}, started` }),
          machine.metricSucceeded({ ...SUM, label: `${kind}, succeeded` }),
          machine.metricFailed({ ...SUM, label: `${kind}, failed` }),
        ]),
      }),
      graph({
        title: 'Steps, and failed ones, which are repeated',
        width: 12,
        left: Object.entries(functions).flatMap(([kind, fn]) => [
          fn.metricInvocations({ ...SUM, label: `${kind}, steps` }),
          fn.metricErrors({ ...SUM, label: `${kind}, errors` }),
        ]),
      }),
    ],
  ];
}

/**
 * How complete the backup is, and whether runs succeed, over weeks, because runs come once a day. A page of its own: with
 * its metrics, the other page would have more than the 50 that are free of charge.
 */
export class RunsDashboard extends Construct {
  /** Where it is in the console. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: RunsDashboardProps) {
    super(scope, id);
    const { stackName, region } = Stack.of(this);
    const dashboardName = `${stackName}-Runs`;
    const markdown = [
      `# ${stackName}: inventory and verify runs`,
      `An inventory run compares the library at Cloudinary with the bucket, and queues whatever is missing. A verify run compares the bucket with its journal. Health and lag: [${stackName}](${dashboardUrl(region, stackName)}).`,
    ].join('\n');
    new Dashboard(this, 'Dashboard', {
      dashboardName,
      defaultInterval: Duration.days(28),
      periodOverride: PeriodOverride.AUTO,
      widgets: [textRow(markdown, 3), ...props.clouds.flatMap(completenessSection), ...machinesSection(props)],
    });
    this.url = dashboardUrl(region, dashboardName);
  }
}
