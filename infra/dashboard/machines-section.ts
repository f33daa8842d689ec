import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RunMachines } from '../alarms/run-alarms.ts';

const SUM = { statistic: 'Sum', period: Duration.hours(1) };
const FROM_ZERO = { min: 0, showUnits: false };

/** The functions whose steps the machines call. */
export interface RunFunctions {
  readonly inventory: IFunction;
  readonly verify: IFunction;
}

/** How the executions of the machines go, and the steps that they are made of. */
export function machinesSection(machines: RunMachines, functions: RunFunctions): readonly IWidget[][] {
  const names = ['inventory', 'verify'] as const;
  return [
    [new TextWidget({ markdown: '## All clouds', width: 24, height: 1 })],
    [
      new GraphWidget({
        title: 'Executions',
        width: 12,
        left: names.flatMap((name) => [
          machines[name].metricStarted({ ...SUM, label: `${name}, started` }),
          machines[name].metricSucceeded({ ...SUM, label: `${name}, ended well` }),
          machines[name].metricFailed({ ...SUM, label: `${name}, failed` }),
        ]),
        leftYAxis: FROM_ZERO,
      }),
      new GraphWidget({
        title: 'Steps, and those that failed and are repeated',
        width: 12,
        left: names.flatMap((name) => [
          functions[name].metricInvocations({ ...SUM, label: `${name}, steps` }),
          functions[name].metricErrors({ ...SUM, label: `${name}, errors` }),
        ]),
        leftYAxis: FROM_ZERO,
      }),
    ],
  ];
}
