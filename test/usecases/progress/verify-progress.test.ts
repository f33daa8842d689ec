import { expect, test } from 'vitest';
import { verifyProgress } from '../../../shared/usecases/progress/verify-progress.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { runFiles, verifyReport, verifyStarted } from './run-files.ts';

const NAME = '2026-11-21T02:30:00.000Z';

test('how far a verify run is, is told by what it has left in its folder, phase by phase', async () => {
  const store = new MemoryObjectStore();
  const files = runFiles(store, 'verify');
  const place = (file: string, document?: unknown, tally?: unknown) =>
    files.place(NAME, file, document, tally === undefined ? {} : { tally: JSON.stringify(tally) });
  const progress = () => verifyProgress(store, { cloud: 'demo', name: NAME }, new AbortController().signal);

  expect(await progress()).toEqual({ phase: 'starting', tally: {}, shards: undefined });
  place('started.json', verifyStarted(NAME));
  expect(await progress()).toEqual({ phase: 'expecting', tally: {}, shards: undefined });
  place('_expected-00-00001.ndjson.gz', {}, { expected: 4 });
  place('_expected-00-00002.ndjson.gz', {}, { expected: 8, expected_bytes: 80, found: 0 });
  expect(await progress()).toMatchObject({ phase: 'expecting', tally: { expected: 8, expected_bytes: 80 } });
  place('_found-00-00001.ndjson.gz', {}, { found: 7 });
  expect(await progress()).toMatchObject({ phase: 'finding', tally: { expected: 8, found: 7 } });
  place('_checked-00.json', { tally: { missing: 1, read: 2 } });
  expect(await progress()).toMatchObject({
    phase: 'checking',
    shards: { done: 1, of: 2 },
    tally: { expected: 8, found: 7, missing: 1, read: 2 },
  });
  place('_checked-01.json', { tally: { missing: 3 } });
  expect(await progress()).toMatchObject({ phase: 'concluding', shards: undefined, tally: { missing: 3 } });
  place('report.json', verifyReport(NAME));
  expect(await progress()).toMatchObject({ phase: 'finished' });
});
