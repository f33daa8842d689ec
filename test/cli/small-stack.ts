import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { inject, onTestFinished } from 'vitest';
import { useMiniStack } from '../adapters/aws/mini-stack-clients.ts';
import { type CommandInProcess, startInProcess } from './in-process.ts';
import type { CliResult } from './run-cli.ts';
import type { StackTemplate } from './templates.ts';

/** A stack of a few resources on the MiniStack of this run, and what tests do with it. */
export class SmallStack {
  readonly name: string;
  readonly sqs: SQSClient;
  readonly #s3: S3Client;
  readonly #sfn: SFNClient;
  readonly #outputs: Readonly<Record<string, string>>;

  private constructor(
    name: string,
    config: Awaited<ReturnType<typeof useMiniStack>>,
    outputs: Readonly<Record<string, string>>,
  ) {
    this.name = name;
    this.#outputs = outputs;
    this.sqs = new SQSClient(config);
    this.#s3 = new S3Client({ ...config, forcePathStyle: true });
    this.#sfn = new SFNClient(config);
    onTestFinished(() => {
      for (const client of [this.sqs, this.#s3, this.#sfn]) client.destroy();
    });
  }

  /** Deploys one for a test. */
  static async deploy(template: StackTemplate): Promise<SmallStack> {
    const config = await useMiniStack(inject('awsEnvironment'));
    const client = new CloudFormationClient(config);
    const StackName = `Small-${process.pid}-${Math.random().toString(36).slice(2)}`;
    const TemplateBody = JSON.stringify(template);
    await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
    await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 }, { StackName });
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    client.destroy();
    const outputs = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    return new SmallStack(StackName, config, Object.fromEntries(outputs));
  }

  output(name: string): string {
    return this.#outputs[name] ?? '';
  }

  /** Runs a command on it, without a terminal. */
  cli(...args: readonly string[]): Promise<CliResult> {
    return this.start(args).result;
  }

  /** Starts one: to be interrupted, or with what is typed on a terminal. */
  start(args: readonly string[], typed?: string): CommandInProcess {
    return startInProcess([...args, '--stack', this.name], inject('awsEnvironment'), typed);
  }

  async put(key: string, document: unknown, metadata: Readonly<Record<string, string>> = {}): Promise<void> {
    const object = { Bucket: this.output('BucketName'), Key: key, Body: JSON.stringify(document) };
    await this.#s3.send(new PutObjectCommand({ ...object, Metadata: metadata }));
  }

  async send(queue: string, ...bodies: readonly string[]): Promise<void> {
    for (const MessageBody of bodies) {
      await this.sqs.send(new SendMessageCommand({ QueueUrl: this.output(queue), MessageBody }));
    }
  }

  /** What is on a queue and not hidden. */
  async bodiesOn(queue: string): Promise<readonly string[]> {
    const bodies: string[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl: this.output(queue), MaxNumberOfMessages: 10 });
      const { Messages: messages = [] } = await this.sqs.send(command);
      if (messages.length === 0) return bodies;
      bodies.push(...messages.map(({ Body = '' }) => Body));
    }
  }

  /** What the executions of a machine were started with. */
  async inputsOf(machine: string): Promise<unknown[]> {
    const list = new ListExecutionsCommand({ stateMachineArn: this.output(machine) });
    const { executions = [] } = await this.#sfn.send(list);
    const all = executions.map(({ executionArn }) => this.#sfn.send(new DescribeExecutionCommand({ executionArn })));
    return (await Promise.all(all)).map(({ input = '' }) => JSON.parse(input));
  }

  /** Starts an execution as the schedule would: its ARN, and when Step Functions says that it began. */
  async schedule(machine: string, cloud: string): Promise<{ readonly execution: string; readonly startedAt: string }> {
    const input = JSON.stringify({ cloud, reason: 'schedule' });
    const stateMachineArn = this.output(machine);
    const { executionArn: execution = '' } = await this.#sfn.send(
      new StartExecutionCommand({ stateMachineArn, input }),
    );
    const { startDate } = await this.#sfn.send(new DescribeExecutionCommand({ executionArn: execution }));
    return { execution, startedAt: startDate?.toISOString() ?? '' };
  }
}
