import { describe, expect, it } from 'vitest';
import { type AssetDetails, LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import type { Job, RecordJob, RevisionJob } from '#shared/domain/jobs/job.ts';
import { jobOf, MAX_MESSAGE_BYTES, messagesOf } from '#shared/domain/jobs/queue-message.ts';

const event = { v: 1, cloud: 'demo', at: '2026-11-20T09:15:32.418220Z' } as const;
const asset = { resource_type: 'image', type: 'upload', public_id: 'a' };

function revisionJob(overrides: Partial<RevisionJob> = {}): RevisionJob {
  return {
    ...event,
    job: 'revision',
    asset,
    revision: { version: 1, bytes: 10 },
    details: {},
    ...overrides,
  };
}

function recordJob(publicIds: readonly string[]): RecordJob {
  return {
    ...event,
    job: 'record',
    entries: publicIds.map((public_id, index) => ({
      ...asset,
      ...event,
      kind: 'deleted',
      id: String(index),
      public_id,
    })),
  };
}

const rereadJob: Job = { ...event, job: 'reread', asset: { asset_id: '1' }, because: 'info' };
const renameJob: Job = {
  ...event,
  job: 'rename',
  asset,
  renamed: { ...asset, ...event, kind: 'renamed', id: 'x', to_public_id: 'b' },
};

/** What a message has besides one field of text. */
function lengthOf(job: Job) {
  return Buffer.byteLength(JSON.stringify(job));
}

function decoded(jobs: readonly Job[]) {
  const { messages, oversized } = messagesOf(jobs);
  expect(Math.max(0, ...messages.map(({ body }) => Buffer.byteLength(body)))).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  return { jobs: messages.map(({ body }) => jobOf(body)), oversized };
}

describe('messagesOf', () => {
  it('allows 64 KB', () => {
    expect(MAX_MESSAGE_BYTES).toBe(65_536);
  });

  it('gives a message for each job, in order, that reads as the same job', () => {
    const jobs = [revisionJob(), recordJob(['a', 'b']), rereadJob, renameJob];
    expect(decoded(jobs)).toEqual({ jobs, oversized: false });
    expect(messagesOf([])).toEqual({ messages: [], oversized: false });
  });

  it('counts 256 MiB and more as large', () => {
    expect(LARGE_REVISION_BYTES).toBe(268_435_456);
  });

  const ofBytes = (bytes: number) => revisionJob({ revision: { version: 1, bytes } });

  it.each([
    [LARGE_REVISION_BYTES - 1, 'live'],
    [LARGE_REVISION_BYTES, 'large'],
    [5 * 1024 ** 3, 'large'],
  ])('sends a revision of %d bytes to the %s queue', (bytes, queue) => {
    expect(messagesOf([ofBytes(bytes)]).messages).toMatchObject([{ queue }]);
  });

  it('sends every other job of a notification to the live queue, of a run to the bulk queue', () => {
    const jobs = [revisionJob(), rereadJob, renameJob, recordJob(['a']), ofBytes(LARGE_REVISION_BYTES)];
    for (const ordinary of ['live', 'bulk'] as const) {
      expect(messagesOf(jobs, ordinary).messages.map(({ queue }) => queue)).toEqual([
        ordinary,
        ordinary,
        ordinary,
        ordinary,
        'large',
      ]);
    }
    expect(messagesOf(jobs)).toEqual(messagesOf(jobs, 'live'));
  });

  it('keeps what a run says about its job, although details must be left out', () => {
    const asked = { origin: 'verify', copiesUnder: { ...asset, public_id: 'b' }, damaged: true } as const;
    const job = revisionJob({ ...asked, details: { display_name: 'x'.repeat(70_000) } });
    expect(decoded([job]).jobs).toEqual([{ ...job, details: {} }]);
  });

  describe('records', () => {
    /** How many messages hold them, and whether all of them. */
    const expectParts = (parts: number, ...publicIds: readonly string[]) => {
      const job = recordJob(publicIds);
      const { jobs, oversized } = decoded([job]);
      expect(oversized).toBe(false);
      expect(jobs).toHaveLength(parts);
      expect(jobs.flatMap((part) => (part?.job === 'record' ? part.entries : []))).toEqual(job.entries);
      for (const part of jobs) expect(part).toMatchObject(event);
    };

    it('are split until each part fits, and none is lost', () => {
      expectParts(8, ...Array.from({ length: 1000 }, (_, index) => `${index}/${'é'.repeat(150)}`));
    });

    it('are whole with exactly as many bytes as a message may have, and split with one more', () => {
      const fill = MAX_MESSAGE_BYTES - lengthOf(recordJob(['', '']));
      expectParts(1, 'a', 'b'.repeat(fill - 1));
      expectParts(2, 'a', 'b'.repeat(fill));
    });

    it('count bytes, not characters', () => {
      expectParts(2, 'é'.repeat(20_000), 'é'.repeat(20_000));
    });

    it('continue without an entry that fits into no message, and report it', () => {
      const { jobs, oversized } = decoded([recordJob(['a', 'b', 'x'.repeat(70_000), 'c'])]);
      expect(oversized).toBe(true);
      const kept = jobs.flatMap((part) => (part?.job === 'record' ? part.entries : []));
      expect(kept).toMatchObject([{ public_id: 'a' }, { public_id: 'b' }, { public_id: 'c' }]);
    });
  });

  describe('revisions', () => {
    const expectKept = (details: AssetDetails, kept: readonly string[]) => {
      const job = revisionJob({ details });
      const left = Object.fromEntries(Object.entries(details).filter(([name]) => kept.includes(name)));
      const mark = 'tags' in details && !('tags' in left) ? { tagsLeftOut: true } : {};
      expect(decoded([job])).toEqual({ jobs: [{ ...job, ...mark, details: left }], oversized: false });
    };
    const long = {
      tags: ['t'.repeat(30_000)],
      context: { a: 'c'.repeat(40_000) },
      metadata: { m: 'm'.repeat(20_000) },
      display_name: 'kept',
    };
    const usual = {
      tags: ['t'.repeat(32_000)],
      context: { a: 'c'.repeat(20_000) },
      display_name: 'd'.repeat(20_000),
    };
    const original_filename = 'x'.repeat(40_000);

    it.each<[what: string, details: AssetDetails, kept: readonly string[]]>([
      ['the longest details first', long, ['tags', 'metadata', 'display_name']],
      [
        'tags of more than a usual length',
        { ...long, tags: ['t'.repeat(66_000)] },
        ['context', 'metadata', 'display_name'],
      ],
      [
        'only as many as it takes',
        { ...long, tags: ['t'.repeat(66_000)], context: { a: 'c'.repeat(70_000) } },
        ['metadata', 'display_name'],
      ],
      ['tags of a usual length last, as rules may name them', usual, ['tags', 'display_name']],
      [
        'tags that are one byte longer before others',
        { ...usual, tags: ['t'.repeat(32_768)] },
        ['context', 'display_name'],
      ],
      // Measured in bytes, as they are written.
      ['what is long in bytes', { display_name: 'é'.repeat(25_000), original_filename }, ['original_filename']],
      ['what is long as JSON', { display_name: '\u0001'.repeat(9000), original_filename }, ['original_filename']],
    ])('give up %s', (_, details, kept) => {
      expectKept(details, kept);
    });

    it('keep them all with exactly as many bytes as a message may have', () => {
      const fill = MAX_MESSAGE_BYTES - lengthOf(revisionJob({ details: { display_name: '' } }));
      expectKept({ display_name: 'x'.repeat(fill) }, ['display_name']);
      expectKept({ display_name: 'x'.repeat(fill + 1) }, []);
    });

    it('fit into no message only if their names are too long', () => {
      const long = revisionJob({ asset: { ...asset, public_id: 'x'.repeat(66_000) }, details: { tags: ['a'] } });
      expect(messagesOf([long, revisionJob()])).toMatchObject({ messages: { length: 1 }, oversized: true });
    });
  });

  it('reports any other job that fits into no message', () => {
    const fill = MAX_MESSAGE_BYTES - lengthOf({ ...rereadJob, because: '' });
    expect(messagesOf([{ ...rereadJob, because: 'x'.repeat(fill) }])).toMatchObject({ oversized: false });
    expect(messagesOf([{ ...rereadJob, because: 'x'.repeat(fill + 1) }])).toEqual({ messages: [], oversized: true });
    expect(messagesOf([rereadJob, { ...renameJob, cloud: 'x'.repeat(66_000) }])).toMatchObject({
      messages: { length: 1 },
      oversized: true,
    });
  });
});

// What it reads, the round trips above show.
it.each([
  '',
  'nonsense',
  'null',
  '5',
  '"job"',
  '[]',
  '{}',
  '{"v":1}',
  '{"job":"record"}',
  '{"v":2,"job":"record"}',
  '{"v":"1","job":"record"}',
  '{"v":1,"job":"unintelligible"}',
  '{"v":1,"job":["record"]}',
])('jobOf is undefined for %j', (body) => {
  expect(jobOf(body)).toBeUndefined();
});
