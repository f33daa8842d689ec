import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import type { DeployedStack } from './deployed-stack.ts';

const POLL_MS = 250;

/** The state machines of a stack, as an operator with all permissions sees them. */
export class RunMachines implements Disposable {
  readonly #client: SFNClient;
  readonly #stack: DeployedStack;

  constructor(stack: DeployedStack) {
    this.#stack = stack;
    this.#client = new SFNClient(rootClientConfig(stack.cloud.miniStack));
  }

  /** Starts a run; gives the ARN of its execution. */
  async start(machine: 'Inventory' | 'Verify', input: object): Promise<string> {
    const stateMachineArn = this.#stack.output(`${machine}StateMachineArn`);
    const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    return (await this.#client.send(command)).executionArn ?? '';
  }

  /** Starts a run, and gives its output when it has ended. */
  async run(machine: 'Inventory' | 'Verify', input: object): Promise<unknown> {
    return this.ended(await this.start(machine, input));
  }

  /** The output of an execution once it has ended. Throws if it failed. */
  async ended(executionArn: string, timeoutMs = 180_000): Promise<unknown> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const described = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
      if (described.status === 'SUCCEEDED') return JSON.parse(described.output ?? 'null');
      if (described.status !== 'RUNNING') throw new Error(`${described.status}: ${described.error} ${described.cause}`);
      if (Date.now() > deadline) throw new Error(`The execution is still running after ${timeoutMs} ms`);
      await sleep(POLL_MS);
    }
  }

  /** Every execution of a machine, newest first. */
  async executions(machine: 'Inventory' | 'Verify'): Promise<readonly DescribeExecutionCommandOutput[]> {
    const stateMachineArn = this.#stack.output(`${machine}StateMachineArn`);
    const { executions = [] } = await this.#client.send(new ListExecutionsCommand({ stateMachineArn }));
    return Promise.all(
      executions.map(({ executionArn }) => this.#client.send(new DescribeExecutionCommand({ executionArn }))),
    );
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }
}
