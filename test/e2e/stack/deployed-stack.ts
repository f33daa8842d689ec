import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { rootClientConfig } from '../../../local/ministack/root-client-config.ts';
import type { LocalCloud } from '../../../local/start-local-cloud.ts';
import { JOURNAL_PREFIX } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '../../../shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '../../../shared/domain/journal/journal-file.ts';

const LANES = ['Live', 'Bulk', 'Large'] as const;
const POLL_MS = 100;
const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** A deployed stack as an operator with every right sees it. */
export class DeployedStack {
  readonly cloud: LocalCloud;
  readonly s3: S3Client;
  readonly sqs: SQSClient;

  constructor(cloud: LocalCloud) {
    this.cloud = cloud;
    this.s3 = new S3Client({ ...rootClientConfig(cloud.miniStack), forcePathStyle: true });
    this.sqs = new SQSClient(rootClientConfig(cloud.miniStack));
  }

  /** An output of the stack. Throws for one that it does not have. */
  output(name: string): string {
    const value = this.cloud.outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}`);
    return value;
  }

  get bucket(): string {
    return this.output('BucketName');
  }

  /** Every key under a prefix. */
  async keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client: this.s3 }, { Bucket: this.bucket, Prefix: prefix })) {
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    }
    return keys;
  }

  async read(key: string): Promise<{ bytes: Uint8Array; metadata: Readonly<Record<string, string>> }> {
    const object = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
    return { bytes, metadata: object.Metadata ?? {} };
  }

  /** All that the journal says of a cloud. Throws for a line that is no entry. */
  async journal(cloud: string): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (const key of await this.keys(`${JOURNAL_PREFIX}${cloud}/`)) {
      const unreadable = (line: number) => {
        throw new Error(`${key}:${line} is no journal entry`);
      };
      entries.push(...readJournalFile((await this.read(key)).bytes, unreadable));
    }
    return entries;
  }

  /** How many messages a queue holds, in whatever state. */
  async count(queueUrl: string): Promise<number> {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] });
    const { Attributes = {} } = await this.sqs.send(command);
    return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  /** Messages that wait for the worker or are in its hands. */
  async pending(): Promise<number> {
    const counts = await Promise.all(LANES.map((lane) => this.count(this.output(`${lane}QueueUrl`))));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Messages on all dead-letter queues. */
  async deadLetterCount(): Promise<number> {
    const counts = await Promise.all(LANES.map((lane) => this.count(this.output(`${lane}DeadLetterQueueUrl`))));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when every notification has been answered and every message worked off. */
  async settled(timeoutMs = 90_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    const { notifications, nativeBackups } = this.cloud.cloudinary;
    await nativeBackups.idle();
    await notifications.idle();
    for (let left = await this.pending(); left > 0; left = await this.pending()) {
      if (Date.now() > deadline) throw new Error(`${left} messages are still pending after ${timeoutMs} ms`);
      await sleep(POLL_MS);
    }
  }

  /** What is on the live dead-letter queue, parsed; taken off it. */
  async takeDeadLetters(): Promise<Record<string, unknown>[]> {
    const QueueUrl = this.output('LiveDeadLetterQueueUrl');
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
  }
}
