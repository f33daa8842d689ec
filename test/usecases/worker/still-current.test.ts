import { beforeEach, describe, expect, test } from 'vitest';
import { type ErrorCode, PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { byteSourceOf } from '#shared/usecases/byte-source.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import type { LibraryCall } from '#test/doubles/memory-library.ts';
import { lastRevisionJob, run } from '#test/doubles/worker-run.ts';
import { answer, BYTES, backUp, FAILURE, job, OTHERS, usePhoto } from './photo.ts';

usePhoto();

describe('a revision that Cloudinary keeps delivering with another MD5', () => {
  beforeEach(() => {
    answer('download', OTHERS);
  });

  test('is tried four times, and is unverifiable if the fifth attempt gets the same bytes twice', async () => {
    for (const attempt of [1, 2, 3, 4]) {
      await expect(backUp({ attempt })).rejects.toMatchObject({ code: 'wrong-bytes' });
    }
    run.library.calls.length = 0;
    expect(await backUp({ attempt: 5 })).toMatchObject({
      outcome: 'unverifiable',
      reason: `Cloudinary reports MD5 ${md5(BYTES)} but keeps delivering ${md5(OTHERS)}`,
    });
    expect(run.library.calls).toEqual(['download', 'currentAsset', 'downloadBackup', 'download']);
    expect(run.store.objects.size).toBe(0);
  });

  test('is tried again while the bytes change', async () => {
    answer('download', someBytes(1000, 3), someBytes(1000, 4));
    await expect(backUp({ attempt: 9 })).rejects.toMatchObject({ code: 'wrong-bytes' });
  });

  test('is tried again while the length is wrong', async () => {
    answer('download', BYTES.subarray(1));
    await expect(backUp({ attempt: 9 })).rejects.toMatchObject({ code: 'wrong-bytes' });
  });

  test('is stored if the right bytes arrive in the end', async () => {
    answer('download', OTHERS, undefined);
    expect(await backUp({ attempt: 5 })).toMatchObject({ outcome: 'stored' });
    expect(run.library.calls.filter((call) => call === 'download')).toHaveLength(2);
  });

  test('is tried again if the second download finds nothing', async () => {
    answer('download', OTHERS, new PipelineError('not-found', 'no'));
    await expect(backUp({ attempt: 5 })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a revision that Cloudinary keeps refusing', () => {
  const asked = (): RevisionJob => ({ ...job, origin: 'inventory' });
  const refusal = (status: number, code: ErrorCode) => new PipelineError(code, `HTTP ${status}`, { status });
  const REFUSALS = [
    [400, 'not-found'],
    [401, 'credentials-unavailable'],
    [403, 'cloudinary-failed'],
    [404, 'not-found'],
  ] as const;
  const fail = (error: Error, ...calls: readonly LibraryCall[]) => {
    run.library.intervene = (call) => (calls.includes(call) ? error : undefined);
  };

  test.each(REFUSALS)('with HTTP %i is unobtainable for a run at the fifth receive', async (status, code) => {
    const error = refusal(status, code);
    fail(error, 'download');
    for (const attempt of [1, 2, 3, 4]) await expect(backUp({ attempt }, asked())).rejects.toBe(error);
    run.library.calls.length = 0;
    const entry = await backUp({ attempt: 5 }, asked());
    expect(entry).toMatchObject({
      outcome: 'unobtainable',
      reason: `Cloudinary says that the revision is current, but keeps answering its download with HTTP ${status}`,
    });
    expect(entry).not.toHaveProperty('proof');
    expect(run.library.calls).toEqual(['download', 'currentAsset', 'downloadBackup', 'download']);
    expect(run.store.objects.size).toBe(0);
    expect(await backUp({ attempt: 25 }, { ...asked(), origin: 'verify' })).toMatchObject({
      outcome: 'unobtainable',
    });
  });

  test.each(REFUSALS)('with HTTP %i is tried again for a notification until the last receive', async (status, code) => {
    const error = refusal(status, code);
    fail(error, 'download');
    await expect(backUp({ attempt: 25, queue: 'bulk' })).rejects.toBe(error);
  });

  test('is tried again while the API key may be wrong', async () => {
    const unauthorised = refusal(401, 'credentials-unavailable');
    const wrongKey = new PipelineError('credentials-unavailable', 'The Admin API refused the credentials.');
    run.library.intervene = (call) => (call === 'currentAsset' ? wrongKey : unauthorised);
    await expect(backUp({ attempt: 25 }, asked())).rejects.toBe(wrongKey);
    // The key was rotated between the two calls.
    answer('download', unauthorised, undefined);
    expect(await backUp({ attempt: 25 }, asked())).toMatchObject({ outcome: 'stored' });
  });

  test('is tried again while bytes of another length arrive', async () => {
    answer('download', BYTES.subarray(1));
    await expect(backUp({ attempt: 25 }, asked())).rejects.toMatchObject({ code: 'wrong-bytes' });
  });

  test('is tried again while it fails in different ways', async () => {
    const [first, second] = [refusal(404, 'not-found'), refusal(403, 'cloudinary-failed')];
    answer('download', first, second);
    await expect(backUp({ attempt: 25 }, asked())).rejects.toBe(second);
    answer('download', first, OTHERS);
    await expect(backUp({ attempt: 25 }, asked())).rejects.toMatchObject({ code: 'wrong-bytes' });
  });

  test.each([
    ['an error', refusal(500, 'cloudinary-failed')],
    ['unavailability', refusal(503, 'cloudinary-failed')],
    ['throttling', refusal(420, 'throttled')],
    ['a connection that broke', FAILURE],
    ['a parameter that cannot be read', new PipelineError('credentials-unavailable', 'no')],
    ['an unforeseen error', new TypeError('x is not a function')],
  ])('is tried again after %s', async (_, error) => {
    fail(error, 'download');
    await expect(backUp({ attempt: 25 }, asked())).rejects.toBe(error);
    answer('download', refusal(403, 'cloudinary-failed'), error);
    await expect(backUp({ attempt: 25 }, asked())).rejects.toBe(error);
  });

  test('is lost if Cloudinary says that it is gone, unless its backup is refused', async () => {
    const error = refusal(403, 'cloudinary-failed');
    run.library.destroy('a/photo');
    fail(error, 'download');
    expect(await backUp({ attempt: 5 }, asked())).toMatchObject({ outcome: 'lost' });
    fail(error, 'download', 'downloadBackup');
    await expect(backUp({ attempt: 25 }, asked())).rejects.toBe(error);
  });

  test('is unobtainable if its backup is refused, too, but tried again if only the backup is', async () => {
    const error = refusal(403, 'cloudinary-failed');
    fail(error, 'download', 'downloadBackup');
    expect(await backUp({ attempt: 5 }, asked())).toMatchObject({ outcome: 'unobtainable' });
    run.library.intervene = (call) => {
      if (call === 'downloadBackup') return error;
      return call === 'download' ? byteSourceOf(OTHERS) : undefined;
    };
    await expect(backUp({ attempt: 25 }, asked())).rejects.toBe(error);
  });

  test('is fetched from a backup that Cloudinary keeps', async () => {
    run.library.keepsBackups = true;
    run.library.upload('b', BYTES);
    const kept: RevisionJob = { ...lastRevisionJob(run.library), origin: 'inventory' };
    fail(refusal(403, 'cloudinary-failed'), 'download');
    expect(await backUp({ attempt: 5 }, kept)).toMatchObject({ source: 'download-backup' });
  });
});
