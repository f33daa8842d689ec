import { createHash } from 'node:crypto';
import type { BucketReader } from '#local/verification/backup-bucket.ts';
import { type ExpectedRevision, expectedRevision, type KnownRevision } from '#local/verification/expectations.ts';
import type { RevisionEntry } from '#shared/domain/journal/journal-entry.ts';

/** A bucket held in memory. */
export class HeldBucket implements BucketReader {
  readonly objects = new Map<string, Buffer>();

  put(key: string, content: string | Buffer): void {
    this.objects.set(key, Buffer.from(content));
  }

  async has(key: string): Promise<boolean> {
    return this.objects.has(key);
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return this.objects.get(key);
  }

  async list(prefix: string): Promise<readonly string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix));
  }
}

/** A revision of `shop/mug` whose source file has this content, as expected after its upload. */
export function revisionOf(content: string, known: Partial<KnownRevision> = {}): ExpectedRevision {
  const revision = expectedRevision('demo', {
    asset: { resource_type: 'image', type: 'upload', public_id: 'shop/mug' },
    version: 1_795_000_000,
    format: 'png',
    source: { bytes: Buffer.byteLength(content), md5: createHash('md5').update(content).digest('hex') },
    mayBeLost: false,
    timed: true,
    ...known,
  });
  return { ...revision, seconds: 0.25 };
}

/** The journal entry about a revision. */
export function entryOf(revision: ExpectedRevision, entry: Partial<RevisionEntry> = {}): RevisionEntry {
  const { asset, version, source } = revision;
  const at = '2026-11-20T09:15:32.000000Z' as RevisionEntry['at'];
  return {
    v: 1,
    kind: 'revision',
    id: '01',
    at,
    recorded_at: at,
    cloud: 'demo',
    ...asset,
    version,
    bytes: source.bytes,
    etag: source.md5,
    outcome: 'stored',
    ...entry,
  };
}
