import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { AlarmDefinition } from './alarm-definition.ts';

/** A function and the name that its alarms carry. */
export type NamedFunction = readonly [name: string, fn: IFunction];

/**
 * A function crashed, ran out of time or memory. What it expects to go wrong, it answers or hands back, which is no error
 * here. A call that failed once is repeated by whoever made it; two in an hour are not chance.
 */
export function errorAlarms(functions: readonly NamedFunction[]): readonly AlarmDefinition[] {
  return functions.map(([name, fn]) => ({
    name: `FunctionErrors${name}`,
    section: 'function-errors',
    meaning: `The function ${name} has failed more than once within an hour`,
    metric: fn.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
    when: ['>=', 2],
  }));
}

/** Lambda finds no room for a function, again and again; a burst is over after a period or two. */
export function throttleAlarms(functions: readonly NamedFunction[]): readonly AlarmDefinition[] {
  return functions.map(([name, fn]) => ({
    name: `FunctionThrottles${name}`,
    section: 'function-throttles',
    meaning: `Lambda keeps turning calls of the function ${name} away for want of concurrency`,
    metric: fn.metricThrottles({ statistic: 'Sum', period: Duration.minutes(5) }),
    when: ['>=', 1],
    periods: [2, 3],
  }));
}
