import { beforeEach, describe, expect, test } from 'vitest';
import type { CompletenessReport } from '#shared/domain/inventory/inventory-documents.ts';
import type { VerifyReport } from '#shared/domain/verify/verify-documents.ts';
import { VERIFY } from '#shared/usecases/verify/verify.ts';
import { driveRun } from '#test/doubles/drive-run.ts';
import { InventoryLab } from '#test/doubles/inventory-lab.ts';
import { uploadPhotos } from '../inventory/lab-views.ts';

const DAY = 86_400;
const JOURNAL = 'pipeline/journal/demo/';

let lab: InventoryLab;
/** When the inventory runs were started. */
let inventories: readonly string[];

async function verify(isLate = false): Promise<VerifyReport> {
  lab.pass(1);
  const { outcome } = await driveRun(VERIFY, {
    execution: { arn: `arn:verify:${lab.clock.iso}`, startedAt: lab.clock.iso },
    input: { cloud: 'demo', reason: 'operator', mend: false },
    on: () => ({ ...lab.doubles.dependencies({ isLate: () => isLate }), publish: async () => {} }),
    wait: async (until) => lab.clock.set(until),
    failed: (error) => {
      throw error;
    },
  });
  if (outcome.ended !== 'finished') throw new Error('The run has yielded.');
  return outcome.report;
}

async function inventory(): Promise<CompletenessReport> {
  return (await lab.run()).report;
}

function remove(prefix: string): number {
  const keys = [...lab.store.objects.keys()].filter((key) => key.startsWith(prefix));
  for (const key of keys) lab.store.objects.delete(key);
  return keys.length;
}

const EMPTY = new Uint8Array();

function bodyAt(key: string): Uint8Array {
  return lab.store.objects.get(key)?.body ?? EMPTY;
}

function manifestOf(startedAt = ''): string {
  return `pipeline/inventory/demo/${startedAt}/manifest.json`;
}

// Three days with uploads that were reported, each with an inventory run, and a verify run at the end.
beforeEach(async () => {
  lab = new InventoryLab();
  const started: string[] = [];
  for (let day = 0; day < 3; day += 1) {
    uploadPhotos(lab, 12, day * 12);
    await lab.notify();
    lab.pass(3600);
    started.push((await lab.run()).startedAt);
    lab.pass(DAY - 3601);
  }
  inventories = started;
  await verify();
});

describe('if the bucket has lost records, verify and inventory name what has fallen, and keep their marks', () => {
  const day = '2026-11-21';
  const folder = `${JOURNAL}2026/11/21/`;
  const manifest = () => ({ what: 'manifest', run: inventories[2], assets: 36 });
  test.each([
    [
      'everything',
      () => remove('pipeline/'),
      (had: number) => [
        { what: 'journal', span: day, had, now: 0 },
        { ...manifest(), found: 'nothing' },
      ],
    ],
    [
      'a day of the journal',
      () => remove(folder),
      (had: number): object[] => [{ what: 'journal', span: day, had, now: 0 }],
    ],
    [
      'the newest manifest',
      () => remove(manifestOf(inventories[2])),
      (): object[] => [{ ...manifest(), found: 'nothing' }],
    ],
    [
      'the newest manifest, and an older one in its place',
      () => lab.store.place(manifestOf(inventories[2]), bodyAt(manifestOf(inventories[0]))),
      (): object[] => [{ ...manifest(), found: 'another' }],
    ],
  ])('%s', async (_, attack, fallen) => {
    const had = [...lab.store.objects.keys()].filter((key) => key.startsWith(folder)).length;
    const marks = new Map(lab.marks.held);
    expect(had).toBeGreaterThan(0);
    attack();
    for (const report of [await verify(), await inventory(), await verify()]) {
      expect(report.fallen).toEqual(expect.arrayContaining(fallen(had)));
      expect(report.compared_with).toBeDefined();
    }
    expect(lab.marks.held).toEqual(marks);
  });

  test('a single object of a day', async () => {
    const [key = ''] = [...lab.store.objects.keys()].filter((each) => each.startsWith(folder));
    lab.store.objects.delete(key);
    const { fallen = [] } = await inventory();
    expect(fallen).toMatchObject(['', day].map((span) => ({ what: 'journal', span })));
    expect(fallen.map((fall) => fall.what === 'journal' && fall.had - fall.now)).toEqual([1, 1]);
  });

  test('entries, although there are as many journal objects as before', async () => {
    for (const key of lab.store.objects.keys()) if (key.startsWith(folder)) lab.store.place(key, EMPTY);
    remove('pipeline/inventory/demo/2026-11-2');
    const { fallen } = await verify();
    expect(fallen).toEqual(expect.arrayContaining([{ what: 'revisions', had: 36, now: 24 }]));
  });
});

describe('if nothing has fallen', () => {
  test('each run raises its own mark, which stays small', async () => {
    const before = lab.marks.held.get('verify demo');
    uploadPhotos(lab, 1, 90);
    await lab.notify();
    expect(await inventory()).toMatchObject({ fallen: [], compared_with: inventories[2] });
    expect(lab.marks.held.get('verify demo')).toBe(before);
    expect(await verify(true)).toMatchObject({ fallen: [], missing: 0 });
    const marks = [...lab.marks.held].map(([name, text]) => [name, JSON.parse(text)]);
    expect(Object.fromEntries(marks)).toMatchObject({
      'inventory demo': { inventory: { assets: 37 } },
      'verify demo': { inventory: { assets: 37 }, expected: { revisions: 37 } },
    });
  });

  test('a first run, or one whose mark was deleted, compares with nothing and says so', async () => {
    lab.marks.held.clear();
    remove(JOURNAL);
    const report = await verify();
    expect(report).toMatchObject({ fallen: [] });
    expect(report.compared_with).toBeUndefined();
    expect(lab.marks.held.has('verify demo')).toBe(true);
  });

  test.each(['not JSON', '{"v":2}', ''])('a mark that reads %j is reported, and stays as it is', async (text) => {
    lab.marks.held.set('verify demo', text);
    expect(await inventory()).toMatchObject({ fallen: [{ what: 'mark', of: 'verify' }] });
    expect((await verify()).fallen).toEqual([{ what: 'mark', of: 'verify' }]);
    expect(lab.marks.held.get('verify demo')).toBe(text);
  });
});

test('a journal of many months is counted over several steps, and other folders are not', async () => {
  for (let month = 0; month < 40; month += 1) {
    const name = new Date(Date.UTC(2023, month, 15)).toISOString().slice(0, 10).replaceAll('-', '/');
    lab.store.place(`${JOURNAL}${name}/00/old.ndjson`, EMPTY);
  }
  for (const other of ['1999/01/01/00/x', '2126/01/01/00/x', 'tmp/01/x', '2025/13/01/x', '2025/12/x']) {
    lab.store.place(JOURNAL + other, EMPTY);
  }
  await verify(true);
  const { journal } = JSON.parse(lab.marks.held.get('verify demo') ?? '');
  expect(journal).toMatchObject({ 2023: 12, '2024-01': 1, '2025-12': 1, '2026-04': 1 });
  expect(Object.keys(journal)).toHaveLength(1 + 24 + 4 + 3);
});
