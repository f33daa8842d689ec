import { describe, expect, it } from 'vitest';
import { keyInRun, readRunDocument, shardFileOf, writeRunDocument } from '../../../shared/usecases/runs/run-file.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { runFolder } from './spool-attempt.ts';

const FOLDER = 'pipeline/inventory/demo/2026-11-21T02:30:00.000Z/';

describe('files of a run', () => {
  it('are written once, with who wrote them', async () => {
    const store = new MemoryObjectStore();
    const { key, write } = shardFileOf(runFolder(store), 'part', 7, 12);
    expect(key).toBe(`${FOLDER}part-07-00012.ndjson.gz`);
    expect(await write(key, Buffer.from('a'), { rows: '1' })).toBe('created');
    expect(await write(key, Buffer.from('b'), {})).toBe('exists');
    expect(store.objects.get(key)).toMatchObject({
      body: Uint8Array.from(Buffer.from('a')),
      options: { contentType: 'application/gzip', metadata: { 'request-id': 'request-1', rows: '1' } },
    });
  });

  it('are read back, if they are documents', async () => {
    const store = new MemoryObjectStore();
    const run = runFolder(store);
    expect(await readRunDocument(run, 'report.json')).toBeUndefined();
    expect(await writeRunDocument(run, 'report.json', { name: 'Ä' })).toBe('created');
    expect(await writeRunDocument(run, 'report.json', { name: 'B' })).toBe('exists');
    expect(await readRunDocument(run, 'report.json')).toEqual({ name: 'Ä' });
    const key = keyInRun(run, 'report.json');
    expect(String(store.bodies().get(key))).toBe('{\n "name": "Ä"\n}\n');
    expect(store.objects.get(key)?.options).toEqual({
      contentType: 'application/json',
      metadata: { 'request-id': 'request-1' },
    });
  });
});
