import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { useMiniStack } from '../adapters/aws/mini-stack-clients.ts';
import { type CliResult, type RunningCli, runCli, startCli } from './run-cli.ts';
import { deployRuns } from './runs-stack.ts';

interface Clients {
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;
}

/** A stack whose runs are pretended, and what tests do with it. */
export class PretendedRuns {
  readonly name: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #clients: Clients;
  readonly #outputs: Readonly<Record<string, string>>;

  private constructor(
    name: string,
    environment: Readonly<Record<string, string>>,
    clients: Clients,
    outputs: Readonly<Record<string, string>>,
  ) {
    this.name = name;
    this.#environment = environment;
    this.#clients = clients;
    this.#outputs = outputs;
  }

  /** Deploys one on the MiniStack of this run. */
  static async deploy(environment: Readonly<Record<string, string>>): Promise<PretendedRuns> {
    const config = await useMiniStack(environment);
    const name = `Runs-${process.pid}-${Math.random().toString(36).slice(2)}`;
    const cloudFormation = new CloudFormationClient(config);
    const outputs = await deployRuns(cloudFormation, name);
    cloudFormation.destroy();
    const clients = {
      s3: new S3Client({ ...config, forcePathStyle: true }),
      sfn: new SFNClient(config),
      sqs: new SQSClient(config),
    };
    return new PretendedRuns(name, environment, clients, outputs);
  }

  destroy(): void {
    for (const client of Object.values(this.#clients)) client.destroy();
  }

  /** Runs a command on it. */
  cli(...args: readonly string[]): Promise<CliResult> {
    return runCli([...args, '--stack', this.name], this.#environment);
  }

  /** Starts one, to be interrupted. */
  startCli(...args: readonly string[]): RunningCli {
    return startCli([...args, '--stack', this.name], this.#environment);
  }

  async put(key: string, document: unknown, metadata: Readonly<Record<string, string>> = {}): Promise<void> {
    const object = { Bucket: this.#outputs['BucketName'], Key: key, Body: JSON.stringify(document) };
    await this.#clients.s3.send(new PutObjectCommand({ ...object, Metadata: metadata }));
  }

  async send(queue: string, body: string): Promise<void> {
    await this.#clients.sqs.send(new SendMessageCommand({ QueueUrl: this.#outputs[queue], MessageBody: body }));
  }

  /** What the executions of a machine were started with. */
  async inputsOf(machine: string): Promise<unknown[]> {
    const { sfn } = this.#clients;
    const list = new ListExecutionsCommand({ stateMachineArn: this.#outputs[machine] });
    const { executions = [] } = await sfn.send(list);
    const all = executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn })));
    return (await Promise.all(all)).map(({ input = '' }) => JSON.parse(input));
  }

  /** Starts an execution as the schedule would: its ARN, and when Step Functions says that it began. */
  async schedule(machine: string, cloud: string): Promise<{ readonly execution: string; readonly startedAt: string }> {
    const { sfn } = this.#clients;
    const input = JSON.stringify({ cloud, reason: 'schedule' });
    const stateMachineArn = this.#outputs[machine];
    const { executionArn: execution = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    const { startDate } = await sfn.send(new DescribeExecutionCommand({ executionArn: execution }));
    return { execution, startedAt: startDate?.toISOString() ?? '' };
  }
}
