import { beforeEach, describe, expect, test } from 'vitest';
import { inventoryProgress } from '../../../shared/usecases/progress/inventory-progress.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { manifest, runFiles, started, tally } from './run-files.ts';

const NAME = '2026-11-21T02:30:00.000Z';
const RESETS_AT = '2026-11-21T03:00:00.000Z';
const { signal } = new AbortController();

let store: MemoryObjectStore;
let place: (file: string, document?: unknown, metadata?: Readonly<Record<string, string>>) => void;

beforeEach(() => {
  store = new MemoryObjectStore();
  const files = runFiles(store, 'inventory');
  place = (file, document, metadata) => files.place(NAME, file, document, metadata);
});

function progress() {
  return inventoryProgress(store, { cloud: 'demo', name: NAME }, signal);
}

function listed(number: number, count: number) {
  return place(
    `_listed-00-0000${number}.ndjson.gz`,
    {},
    {
      tally: JSON.stringify(tally({ listed: count })),
      quota: JSON.stringify({ limit: 500, remaining: 400 - count, resetsAt: RESETS_AT }),
    },
  );
}

describe('how far an inventory is', () => {
  test('is told by what it has left in its folder, phase by phase', async () => {
    expect(await progress()).toMatchObject({ phase: 'starting', assets: undefined, tally: undefined });

    place('started.json', started(NAME, { usage: { assets: 9 } }));
    expect(await progress()).toMatchObject({ phase: 'listing', assets: 9, tally: undefined, quota: undefined });

    listed(1, 3);
    listed(2, 7);
    place('_listed-01-00003.ndjson.gz');
    expect(await progress()).toEqual({
      phase: 'listing',
      assets: 9,
      tally: tally({ listed: 7 }),
      shards: undefined,
      quota: { limit: 500, remaining: 393, resetsAt: new Date(RESETS_AT) },
    });

    place('_journal-00-00001.ndjson.gz');
    expect(await progress()).toMatchObject({ phase: 'comparing', shards: { done: 0, of: 2 }, tally: { listed: 7 } });

    place('_compared-00.json', { tally: tally({ listed: 7, queued: 2 }) });
    expect(await progress()).toMatchObject({ phase: 'comparing', shards: { done: 1, of: 2 }, tally: { queued: 2 } });

    place('_compared-01.json', { tally: tally({ listed: 7, queued: 5 }) });
    expect(await progress()).toMatchObject({ phase: 'copying', shards: undefined, tally: { queued: 5 } });

    place('part-00-00001.ndjson.gz');
    place('part-00-00002.ndjson.gz');
    expect(await progress()).toMatchObject({ phase: 'reporting', shards: { done: 1, of: 2 } });

    place('manifest.json', manifest(NAME));
    expect(await progress()).toMatchObject({ phase: 'finished', shards: undefined, quota: { limit: 500 } });
  });

  test('does not need the metadata to be of this version', async () => {
    place('started.json', started(NAME));
    place('_listed-00-00001.ndjson.gz', {}, { tally: '{"listed":"many"}', quota: '{' });
    expect(await progress()).toMatchObject({ phase: 'listing', assets: undefined, tally: undefined, quota: undefined });
    place('_listed-00-00002.ndjson.gz', {}, { quota: '{"limit":1,"remaining":1,"resetsAt":"soon"}' });
    expect(await progress()).toMatchObject({ quota: undefined });
  });

  test('takes in more files than one page of a listing has', async () => {
    place('started.json', started(NAME));
    for (let step = 1; step <= 1_001; step++) place(`_listed-00-${String(step).padStart(5, '0')}.ndjson.gz`);
    place('_listed-00-01002.ndjson.gz', {}, { tally: JSON.stringify(tally({ listed: 1_002 })) });
    expect(await progress()).toMatchObject({ tally: { listed: 1_002 } });
  });
});
