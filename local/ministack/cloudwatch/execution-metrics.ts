import { type ExecutionStatus, ListExecutionsCommand, paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import { rootClientConfig } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';
import type { Sample, SampleSource } from './sample.ts';

/** How Step Functions names the metric of executions that ended so. */
const METRICS: Readonly<Partial<Record<ExecutionStatus, string>>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/**
 * The executions of state machines that have ended, as Step Functions counts them; MiniStack does not.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export class ExecutionMetrics implements SampleSource {
  readonly #client: SFNClient;
  readonly #since: Date;
  readonly #counted = new Set<string>();

  /** @param since what has ended before does not count */
  constructor(miniStack: MiniStack, since: Date) {
    this.#since = since;
    this.#client = new SFNClient(rootClientConfig(miniStack));
  }

  async collect(): Promise<readonly Sample[]> {
    const samples: Sample[] = [];
    for await (const { stateMachines = [] } of paginateListStateMachines({ client: this.#client }, {})) {
      for (const { stateMachineArn = '' } of stateMachines) samples.push(...(await this.#ended(stateMachineArn)));
    }
    return samples;
  }

  close(): void {
    this.#client.destroy();
  }

  async #ended(StateMachineArn: string): Promise<readonly Sample[]> {
    const { executions = [] } = await this.#client.send(
      // The newest: more do not end between two looks.
      new ListExecutionsCommand({ stateMachineArn: StateMachineArn, maxResults: 100 }),
    );
    return executions.flatMap(({ executionArn = '', status = 'RUNNING', stopDate = new Date() }) => {
      const name = METRICS[status];
      if (name === undefined || stopDate < this.#since || this.#counted.has(executionArn)) return [];
      this.#counted.add(executionArn);
      const metric = { namespace: 'AWS/States', name, dimensions: { StateMachineArn } };
      return [{ metric, value: 1, unit: 'Count', at: stopDate.getTime() }];
    });
  }
}
