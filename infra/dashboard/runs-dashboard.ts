import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, PeriodOverride, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { RunMachines } from '../alarms/run-alarms.ts';
import { completenessSection } from './completeness-section.ts';
import { machinesSection, type RunFunctions } from './machines-section.ts';

export interface RunsDashboardProps {
  readonly clouds: readonly string[];
  readonly machines: RunMachines;
  readonly functions: RunFunctions;
}

/**
 * How complete the backup is, and how runs go; over weeks, as they come once a day. A page of its own: with its metrics,
 * the other one would have more than the 50 that are free of charge.
 */
export class RunsDashboard extends Construct {
  /** Where it is in the console. */
  readonly url: string;

  constructor(scope: Construct, id: string, { clouds, machines, functions }: RunsDashboardProps) {
    super(scope, id);
    const { stackName, region } = Stack.of(this);
    const dashboardName = `${stackName}-Runs`;
    const markdown = [
      `# ${stackName}: inventory and verify runs`,
      `An inventory compares the library at Cloudinary with the bucket, and has copied what is missing. A verify run holds the bucket against its journal. Health and lag: [${stackName}](${dashboardUrl(region, stackName)}).`,
    ].join('\n');
    new Dashboard(this, 'Dashboard', {
      dashboardName,
      defaultInterval: Duration.days(28),
      periodOverride: PeriodOverride.AUTO,
      widgets: [
        [new TextWidget({ markdown, width: 24, height: 3 })],
        ...clouds.flatMap(completenessSection),
        ...machinesSection(machines, functions),
      ],
    });
    this.url = dashboardUrl(region, dashboardName);
  }
}

/** Where a dashboard is in the console. */
export function dashboardUrl(region: string, name: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
}
