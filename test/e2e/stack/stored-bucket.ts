import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { JOURNAL_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry, RevisionEntry } from '#shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import { md5 } from '#test/doubles/byte-sources.ts';

/** A bucket with backups, and its content. */
export class StoredBucket {
  readonly s3: S3Client;
  /** Its name. */
  readonly bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.s3 = s3;
    this.bucket = bucket;
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

  /** The MD5 of what is stored under a key. */
  async md5(key: string): Promise<string> {
    return md5((await this.read(key)).bytes);
  }

  /** All journal entries of a cloud. Throws for a line that is not an entry. */
  async journal(cloud: string): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (const key of await this.keys(`${JOURNAL_PREFIX}${cloud}/`)) {
      const unreadable = (line: number) => {
        throw new Error(`${key}:${line} is not a journal entry`);
      };
      entries.push(...readJournalFile((await this.read(key)).bytes, unreadable));
    }
    return entries;
  }

  /** The journal entries about the revisions of a cloud, or of one of its assets. */
  async revisions(cloud: string, assetId?: unknown): Promise<RevisionEntry[]> {
    const revisions = (await this.journal(cloud)).filter((entry) => entry.kind === 'revision');
    return assetId === undefined ? revisions : revisions.filter(({ asset_id }) => asset_id === assetId);
  }
}
