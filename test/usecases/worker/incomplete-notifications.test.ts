import { describe, expect, test } from 'vitest';
import type { SelectionRules } from '#shared/domain/asset/selection-rules.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { jobOf, messagesOf } from '#shared/domain/jobs/queue-message.ts';
import { lastRevisionJob, run } from '#test/doubles/worker-run.ts';
import { BYTES, backUp, job, key, OTHERS, usePhoto, without } from './photo.ts';

usePhoto();

/** The formats of all downloads from now on. */
function formatsOfDownloads(): (string | undefined)[] {
  const formats: (string | undefined)[] = [];
  const { library } = run;
  const download = library.download.bind(library);
  library.download = async (asset, ...[format]: unknown[]) => {
    formats.push(format as string | undefined);
    return download(asset);
  };
  return formats;
}

describe('an upload without its format', () => {
  test('is stored with the format that Cloudinary describes, and found again', async () => {
    const formats = formatsOfDownloads();
    expect(await backUp({}, without('format'))).toMatchObject({ outcome: 'stored', key, format: 'png' });
    expect(await backUp({ mayBeStored: true }, without('format'))).toMatchObject({ outcome: 'already-stored', key });
    expect(formats).toEqual(['png']);
  });

  test('keeps none if Cloudinary describes another revision, even of the same second', async () => {
    const { version } = job.revision;
    run.library.upload('a/photo', OTHERS);
    const current = lastRevisionJob(run.library);
    run.library.currentAsset = async () => ({
      ...current,
      revision: { ...current.revision, version },
      placeholder: false,
    });
    const formats = formatsOfDownloads();
    expect(await backUp({}, without('format'))).toMatchObject({ outcome: 'lost' });
    expect(formats).toEqual([]);
  });

  test('is not asked about if it is raw, which has none', async () => {
    run.library.upload('notes.txt', BYTES, { resource_type: 'raw' });
    expect(await backUp({}, lastRevisionJob(run.library))).toMatchObject({ outcome: 'stored' });
    expect(run.library.calls).toEqual(['download']);
  });
});

describe('an upload with more tags than a message holds', () => {
  const TAGS = Array.from({ length: 1000 }, (_, index) => String(index).padStart(100, 'x'));
  const LAST = { tags: [TAGS.at(-1) ?? ''] };
  const OTHER = { tags: ['other'] };

  function throughQueue(tags: readonly string[]): RevisionJob {
    run.library.upload('tagged', BYTES, { tags });
    const [message] = messagesOf([lastRevisionJob(run.library)]).messages;
    const received = jobOf(message?.body ?? '');
    if (received?.job !== 'revision') throw new Error('No message holds the job.');
    expect(received.details).not.toHaveProperty('tags');
    return received;
  }

  function judged(rules: SelectionRules, what: RevisionJob) {
    return backUp({ cloud: { ...run.context().cloud, rules } }, what);
  }

  test.each<[string, SelectionRules, string]>([
    ['excluded by the last tag', { exclude: LAST }, 'excluded'],
    ['kept if another tag is excluded', { exclude: OTHER }, 'stored'],
    ['included by the last tag', { include: LAST }, 'stored'],
    ['left out if another tag is included', { include: OTHER }, 'excluded'],
  ])('is %s', async (_, rules, outcome) => {
    expect(await judged(rules, throughQueue(TAGS))).toMatchObject({ outcome });
    expect(run.library.calls.filter((call) => call === 'currentAsset')).toHaveLength(1);
  });

  test('is asked about only if a rule names tags', async () => {
    expect(await judged({ exclude: { types: ['video'] } }, throughQueue(TAGS))).toMatchObject({ outcome: 'stored' });
    expect(run.library.calls).toEqual(['download']);
  });

  test('is not excluded by a guess, if it is gone', async () => {
    const what = throughQueue(TAGS);
    run.library.destroy('tagged');
    for (const rules of [{ exclude: LAST }, { include: LAST }]) {
      expect(await judged(rules, what)).toMatchObject({ outcome: 'never-existed' });
    }
  });

  test('with a format to ask for costs one call in all', async () => {
    const { format: _, ...revision } = throughQueue(TAGS).revision;
    await judged({ include: LAST }, { ...throughQueue(TAGS), revision });
    expect(run.library.calls).toEqual(['currentAsset', 'download']);
  });
});
