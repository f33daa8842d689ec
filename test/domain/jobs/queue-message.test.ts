import { describe, expect, it } from 'vitest';
import { LARGE_REVISION_BYTES } from '../../../shared/domain/asset/revision.ts';
import type { Job, RecordJob, RevisionJob } from '../../../shared/domain/jobs/job.ts';
import { jobOf, MAX_MESSAGE_BYTES, messagesOf } from '../../../shared/domain/jobs/queue-message.ts';

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

  it.each([
    [LARGE_REVISION_BYTES - 1, 'live'],
    [LARGE_REVISION_BYTES, 'large'],
    [5 * 1024 ** 3, 'large'],
  ])('sends a revision of %d bytes to the %s queue', (bytes, queue) => {
    expect(LARGE_REVISION_BYTES).toBe(268_435_456);
    const { messages } = messagesOf([revisionJob({ revision: { version: 1, bytes } })]);
    expect(messages.map((message) => message.queue)).toEqual([queue]);
  });

  it('sends what a run asks for to the bulk queue, and what is large to the large one', () => {
    const jobs = [revisionJob(), rereadJob, revisionJob({ revision: { version: 1, bytes: LARGE_REVISION_BYTES } })];
    expect(messagesOf(jobs, 'bulk').messages.map(({ queue }) => queue)).toEqual(['bulk', 'bulk', 'large']);
    expect(messagesOf(jobs, 'live')).toEqual(messagesOf(jobs));
  });

  it('keeps what a run says of its job, though details have to go', () => {
    const asked = { origin: 'verify', copiesUnder: { ...asset, public_id: 'b' }, damaged: true } as const;
    const job = revisionJob({ ...asked, details: { display_name: 'x'.repeat(70_000) } });
    expect(decoded([job]).jobs).toEqual([{ ...job, details: {} }]);
  });

  it('sends every other job to the live queue', () => {
    expect(messagesOf([rereadJob, renameJob, recordJob(['a'])]).messages.map(({ queue }) => queue)).toEqual([
      'live',
      'live',
      'live',
    ]);
  });

  describe('records', () => {
    it('are split until each part fits, and none is lost', () => {
      const publicIds = Array.from({ length: 1000 }, (_, index) => `${index}/${'é'.repeat(150)}`);
      const job = recordJob(publicIds);
      const { jobs, oversized } = decoded([job]);
      expect(oversized).toBe(false);
      expect(jobs.length).toBeGreaterThan(5);
      expect(jobs.flatMap((part) => (part?.job === 'record' ? part.entries : []))).toEqual(job.entries);
      expect(jobs.every((part) => part?.job === 'record' && part.at === event.at && part.cloud === 'demo')).toBe(true);
    });

    it('are whole with exactly as many bytes as a message may have, and split with one more', () => {
      const fill = MAX_MESSAGE_BYTES - lengthOf(recordJob(['', '']));
      expect(decoded([recordJob(['a', 'b'.repeat(fill - 1)])]).jobs).toHaveLength(1);
      expect(decoded([recordJob(['a', 'b'.repeat(fill)])])).toMatchObject({ jobs: { length: 2 }, oversized: false });
    });

    it('count bytes, not characters', () => {
      expect(decoded([recordJob(['é'.repeat(20_000), 'é'.repeat(20_000)])]).jobs).toHaveLength(2);
    });

    it('go on without the one that fits nowhere, which is told', () => {
      const { jobs, oversized } = decoded([recordJob(['a', 'b', 'x'.repeat(70_000), 'c'])]);
      expect(oversized).toBe(true);
      const kept = jobs.flatMap((part) => (part?.job === 'record' ? part.entries : []));
      expect(kept.map((entry) => 'public_id' in entry && entry.public_id)).toEqual(['a', 'b', 'c']);
    });
  });

  describe('revisions', () => {
    const detailsOf = (job: RevisionJob) => {
      const { jobs, oversized } = decoded([job]);
      expect(oversized).toBe(false);
      const [only] = jobs;
      return only?.job === 'revision' ? only.details : undefined;
    };

    it('give up the longest details first, and only as many as it takes', () => {
      const details = {
        tags: ['t'.repeat(30_000)],
        context: { a: 'c'.repeat(40_000) },
        metadata: { m: 'm'.repeat(20_000) },
        display_name: 'kept',
      };
      expect(detailsOf(revisionJob({ details }))).toEqual({
        tags: details.tags,
        metadata: details.metadata,
        display_name: 'kept',
      });
      const { tags } = { tags: ['t'.repeat(66_000)] };
      expect(detailsOf(revisionJob({ details: { ...details, tags } }))).toEqual({
        context: details.context,
        metadata: details.metadata,
        display_name: 'kept',
      });
      const context = { a: 'c'.repeat(70_000) };
      expect(detailsOf(revisionJob({ details: { ...details, tags, context } }))).toEqual({
        metadata: details.metadata,
        display_name: 'kept',
      });
    });

    it('give up tags of a usual length last, as rules may name them', () => {
      const details = {
        tags: ['t'.repeat(32_000)],
        context: { a: 'c'.repeat(20_000) },
        display_name: 'd'.repeat(20_000),
      };
      expect(detailsOf(revisionJob({ details }))).toEqual({ tags: details.tags, display_name: details.display_name });
      const long = { ...details, tags: ['t'.repeat(32_768)] };
      expect(detailsOf(revisionJob({ details: long }))).toEqual({
        context: details.context,
        display_name: details.display_name,
      });
    });

    it('measure details in bytes, as they are written', () => {
      const details = { display_name: 'é'.repeat(25_000), original_filename: 'x'.repeat(40_000) };
      expect(detailsOf(revisionJob({ details }))).toEqual({ original_filename: details.original_filename });
      const controls = { display_name: '\u0001'.repeat(9000), original_filename: 'x'.repeat(40_000) };
      expect(detailsOf(revisionJob({ details: controls }))).toEqual({ original_filename: controls.original_filename });
    });

    it('keep them all with exactly as many bytes as a message may have', () => {
      const fill = MAX_MESSAGE_BYTES - lengthOf(revisionJob({ details: { display_name: '' } }));
      expect(detailsOf(revisionJob({ details: { display_name: 'x'.repeat(fill) } }))).toHaveProperty('display_name');
      expect(detailsOf(revisionJob({ details: { display_name: 'x'.repeat(fill + 1) } }))).toEqual({});
    });

    it('fit nowhere only for what names them', () => {
      const long = revisionJob({ asset: { ...asset, public_id: 'x'.repeat(66_000) }, details: { tags: ['a'] } });
      expect(messagesOf([long, revisionJob()])).toMatchObject({ messages: { length: 1 }, oversized: true });
    });
  });

  it('tells of any other job that fits nowhere', () => {
    const fill = MAX_MESSAGE_BYTES - lengthOf({ ...rereadJob, because: '' });
    expect(messagesOf([{ ...rereadJob, because: 'x'.repeat(fill) }])).toMatchObject({ oversized: false });
    expect(messagesOf([{ ...rereadJob, because: 'x'.repeat(fill + 1) }])).toEqual({ messages: [], oversized: true });
    expect(messagesOf([rereadJob, { ...renameJob, cloud: 'x'.repeat(66_000) }])).toMatchObject({
      messages: { length: 1 },
      oversized: true,
    });
  });
});

describe('jobOf', () => {
  it.each(['revision', 'reread', 'rename', 'record'])('reads a %s', (job) => {
    expect(jobOf(JSON.stringify({ v: 1, job, x: 'y' }))).toEqual({ v: 1, job, x: 'y' });
  });

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
  ])('is undefined for %j', (body) => {
    expect(jobOf(body)).toBeUndefined();
  });
});
