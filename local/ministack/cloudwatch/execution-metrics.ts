import { type ExecutionStatus, ListExecutionsCommand, paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import { rootClientConfig } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';
import { countSample, type Sample, type SampleSource } from './sample.ts';

/** The metric of Step Functions for executions that ended with this status. */
const METRICS: Readonly<Partial<Record<ExecutionStatus, string>>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/**
 * Ended executions of state machines, counted as Step Functions does; MiniStack does not.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 *
 * @param since earlier ends do not count
 */
export function executionMetrics(miniStack: MiniStack, since: Date): SampleSource {
  const client = new SFNClient(rootClientConfig(miniStack));
  const counted = new Set<string>();
  const ended = async (StateMachineArn: string) => {
    const { executions = [] } = await client.send(
      // The newest: never more than these end between two calls.
      new ListExecutionsCommand({ stateMachineArn: StateMachineArn, maxResults: 100 }),
    );
    return executions.flatMap(({ executionArn = '', status = 'RUNNING', stopDate = new Date() }) => {
      const name = METRICS[status];
      if (name === undefined || stopDate < since || counted.has(executionArn)) return [];
      counted.add(executionArn);
      const metric = { namespace: 'AWS/States', name, dimensions: { StateMachineArn } };
      return [countSample(metric, stopDate.getTime())];
    });
  };
  return {
    collect: async () => {
      const samples: Sample[] = [];
      for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
        for (const { stateMachineArn = '' } of stateMachines) samples.push(...(await ended(stateMachineArn)));
      }
      return samples;
    },
    close: () => client.destroy(),
  };
}
