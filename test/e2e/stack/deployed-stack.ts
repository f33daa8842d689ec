import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import type { LocalCloud } from '#local/start-local-cloud.ts';
import { StoredBucket } from './stored-bucket.ts';

const QUEUE_NAMES = ['Live', 'Bulk', 'Large'] as const;
const POLL_MS = 100;
const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** A deployed stack as an operator with all permissions sees it. */
export class DeployedStack extends StoredBucket {
  readonly cloud: LocalCloud;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;

  constructor(cloud: LocalCloud) {
    const config = rootClientConfig(cloud.miniStack);
    super(new S3Client({ ...config, forcePathStyle: true }), cloud.outputs['BucketName'] ?? '');
    this.cloud = cloud;
    this.sqs = new SQSClient(config);
    this.ssm = new SSMClient(config);
  }

  /** An output of the stack. Throws if there is no such output. */
  output(name: string): string {
    const value = this.cloud.outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}`);
    return value;
  }

  /** Stores credentials as an operator does. */
  async storeParameter(Name: string, Value: string): Promise<void> {
    await this.ssm.send(new PutParameterCommand({ Name, Type: 'SecureString', Overwrite: true, Value }));
  }

  /** Kills (`kill -9`) every process of the function that an output names; gives how many there were. */
  async killFunction(output: string): Promise<number> {
    const pids = await this.cloud.miniStack.functionProcesses(this.output(output));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    return pids.length;
  }

  /** How many messages in any state a queue holds. */
  async count(queueUrl: string): Promise<number> {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] });
    const { Attributes = {} } = await this.sqs.send(command);
    return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  /** How many messages wait for the worker, or are being handled. */
  pending(): Promise<number> {
    return this.#countAll('QueueUrl');
  }

  /** How many messages were given up: those on all dead-letter queues and on the set-aside queue. */
  async deadLetterCount(): Promise<number> {
    return (await this.#countAll('DeadLetterQueueUrl')) + (await this.count(this.output('SetAsideQueueUrl')));
  }

  async #countAll(output: string): Promise<number> {
    const counts = await Promise.all(QUEUE_NAMES.map((queue) => this.count(this.output(`${queue}${output}`))));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when every notification has been answered and every message handled. */
  async idle(timeoutMs = 90_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    const { notifications, nativeBackups } = this.cloud.cloudinary;
    await nativeBackups.idle();
    await notifications.idle();
    for (let left = await this.pending(); left > 0; left = await this.pending()) {
      if (Date.now() > deadline) throw new Error(`${left} messages are still pending after ${timeoutMs} ms`);
      await sleep(POLL_MS);
    }
  }

  /** Takes all messages off the live dead-letter queue, and gives their parsed bodies. */
  takeDeadLetters(): Promise<Record<string, unknown>[]> {
    return this.#take('LiveDeadLetterQueueUrl');
  }

  /** Takes all messages off the set-aside queue, and gives their parsed bodies. */
  takeSetAside(): Promise<Record<string, unknown>[]> {
    return this.#take('SetAsideQueueUrl');
  }

  async #take(output: string): Promise<Record<string, unknown>[]> {
    const QueueUrl = this.output(output);
    const letters: Record<string, unknown>[] = [];
    for (;;) {
      const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) break;
      for (const { Body = '' } of Messages) letters.push(JSON.parse(Body));
    }
    await this.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    return letters;
  }

  close(): void {
    this.s3.destroy();
    this.sqs.destroy();
    this.ssm.destroy();
  }
}
