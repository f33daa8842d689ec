import { beforeEach, describe, expect, test } from 'vitest';
import { alternativeRevisionKey, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { MAX_HELD_BYTES } from '#shared/usecases/sink/store-exact-bytes.ts';
import { backUpRevision } from '#shared/usecases/worker/back-up-revision.ts';
import { md5, sha256, someBytes } from '#test/doubles/byte-sources.ts';
import { lastRevisionJob, type WorkerRun, workerRun } from '#test/doubles/worker-run.ts';

const BYTES = someBytes(1000);
const OTHERS = someBytes(1000, 2);

let run: WorkerRun;
let job: RevisionJob;
let key: string;
let alternative: string;

/** A revision whose object has the right length and ETag, but other bytes. */
function damage(body = BYTES): void {
  run.library.upload('a/photo', body);
  job = { ...lastRevisionJob(run.library), origin: 'verify', damaged: true };
  key = revisionKey('demo', job.asset, job.revision);
  alternative = alternativeRevisionKey('demo', job.asset, job.revision, md5(body));
  const rotten = body.slice();
  rotten[7] = 255 - (rotten[7] ?? 0);
  run.store.objects.set(key, { body: rotten, md5: md5(body), options: { contentType: 'image/png', metadata: {} } });
}

beforeEach(() => {
  run = workerRun();
  damage();
});

function md5At(place: string): string {
  return md5(run.store.objects.get(place)?.body ?? new Uint8Array());
}

function backUp(what = job) {
  return backUpRevision(what, run.context({ queue: 'bulk', mayBeStored: true }));
}

function withoutEtag(): RevisionJob {
  const { etag: _, ...revision } = job.revision;
  run.library.currentAsset = async () => ({ ...job, revision, placeholder: false });
  return { ...job, revision };
}

describe('a revision whose object is damaged', () => {
  test('is stored although a rule asks for a tag, because its job names none', async () => {
    const cloud = { ...run.context().cloud, rules: { include: { tags: ['keep'] } } };
    const what = { ...job, details: {} };
    expect(await backUpRevision(what, run.context({ cloud }))).toMatchObject({ outcome: 'stored' });
    expect(await backUpRevision({ ...what, details: { tags: [] } }, run.context({ cloud }))).toMatchObject({
      outcome: 'excluded',
    });
  });

  test.each([1000, MAX_HELD_BYTES + 1])(
    'of %i bytes is fetched again, and stored beside the object',
    async (length) => {
      const body = someBytes(length, 3);
      damage(body);
      const before = md5At(key);
      expect(await backUp()).toMatchObject({
        outcome: 'stored',
        key: alternative,
        verified: 'md5',
        source: 'download',
      });
      expect(md5At(alternative)).toBe(md5(body));
      expect(md5At(key)).toBe(before);
      expect(run.library.calls).toEqual(['download']);
    },
  );

  test('is not fetched if a good copy already exists', async () => {
    run.store.place(alternative, BYTES);
    expect(await backUp()).toMatchObject({ outcome: 'already-stored', key: alternative });
    expect(run.library.calls).toEqual([]);
    expect(run.store.calls).toEqual([{ name: 'head', key: alternative }]);
  });

  test('is stored by the first of two attempts', async () => {
    expect(await backUpRevision(job, run.context())).toMatchObject({ outcome: 'stored', key: alternative });
    expect(await backUpRevision(job, run.context())).toMatchObject({
      outcome: 'already-stored',
      key: alternative,
      sha256: sha256(BYTES),
    });
  });

  test('fails after one download if both keys hold other bytes', async () => {
    run.store.place(alternative, OTHERS);
    await expect(backUp()).rejects.toMatchObject({
      code: 'key-taken',
      message: expect.stringContaining(alternative),
    });
    expect(run.library.calls).toEqual(['download']);
  });

  test('is lost if no one else has its bytes: the damaged object does not count', async () => {
    run.library.destroy('a/photo');
    expect(await backUp()).toMatchObject({ outcome: 'lost', proof: { found: 'gone' } });
    run.store.place(alternative, BYTES);
    expect(await backUp()).toMatchObject({ outcome: 'already-stored', key: alternative });
  });

  test('counts as stored for a job that does not mention the damage', async () => {
    const { damaged: _, ...unaware } = job;
    expect(await backUp(unaware)).toMatchObject({ outcome: 'already-stored', key });
  });
});

describe('a damaged revision without a known MD5', () => {
  test.each([1000, MAX_HELD_BYTES + 1])('of %i bytes is stored under the MD5 of its bytes', async (length) => {
    const body = someBytes(length, 3);
    damage(body);
    expect(await backUp(withoutEtag())).toMatchObject({ outcome: 'stored', key: alternative, verified: 'length' });
    expect(md5At(alternative)).toBe(md5(body));
    expect(run.store.objects.get(alternative)?.options.metadata).not.toHaveProperty('md5');
    expect(run.library.calls).toEqual(['download', 'download']);
    expect(await backUp(withoutEtag())).toMatchObject({ outcome: 'already-stored', key: alternative });
  });

  test('is tried again if the second download gets other bytes than the first', async () => {
    const what = withoutEtag();
    const { library } = run;
    const download = library.download.bind(library);
    library.download = async (asset) => {
      const source = await download(asset);
      // Two alternating bodies: each attempt fails with the same MD5.
      library.upload('a/photo', library.calls.length % 2 === 0 ? BYTES : OTHERS);
      return source;
    };
    const attempt = backUpRevision(what, run.context({ attempt: 25 }));
    await expect(attempt).rejects.toMatchObject({ code: 'wrong-bytes' });
    expect([...run.store.objects.keys()]).toEqual([key]);
  });

  test('is not copied from the damaged object itself', async () => {
    const what: RevisionJob = { ...withoutEtag(), copiesUnder: job.asset };
    expect(await backUp(what)).toMatchObject({ outcome: 'stored', key: alternative, source: 'download' });
  });
});

test('the reason for a damaged revision that is lost mentions the copy in the bucket', async () => {
  run.library.destroy('a/photo');
  expect(await backUp()).toMatchObject({
    outcome: 'lost',
    reason: 'its copy in the bucket is missing or damaged, and Cloudinary no longer has it',
  });
});
