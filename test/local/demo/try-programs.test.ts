import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { journalTable } from '#local/demo/try/journal-table.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { selfSignedCertificate } from '../cloudinary/self-signed-certificate.ts';
import { linesTooLong } from '../lines-too-long.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const FOLDER = join(import.meta.dirname, '../../../local/demo/try');

/** Runs a program that must fail, in an environment with nothing but these variables. */
async function failureOf(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const run = promisify(execFile)(process.execPath, [join(FOLDER, program), ...args], { env });
  const { code, stdout, stderr } = await run.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  expect(stdout).toBe('');
  return { code, stderr };
}

const CLOUDINARY = { CLOUDINARY_URL: 'cloudinary://key:secret@demo' };

describe('a program says in one line', () => {
  test.each([
    ['upload-file.ts', ' <file>', []],
    ['upload-file.ts', ' <file>', ['a', 'b']],
    ['delete-asset.ts', ' <public_id>', []],
    ['list-bucket.ts', ' [prefix]', ['--help']],
    ['list-journal.ts', ' [--json]', ['--jsno']],
    ['forge-webhook.ts', '', ['x']],
  ])('how to call %s%s if the arguments are %j', async (program, parameters, args) => {
    const stderr = `Usage: node local/demo/try/${program}${parameters}\n`;
    expect(await failureOf(program, args, CLOUDINARY)).toEqual({ code: 2, stderr });
  });

  test('that the terminal does not point to the local cloud', async () => {
    const { code, stderr } = await failureOf('list-bucket.ts', [], {});
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Not connected to the local cloud: .*\n$/);
    expect(linesTooLong(stderr)).toEqual([]);
  });

  test('that there is no such file', async () => {
    const expected = { code: 1, stderr: 'There is no file no/such.bin\n' };
    expect(await failureOf('upload-file.ts', ['no/such.bin'], CLOUDINARY)).toEqual(expected);
  });

  test('what Cloudinary refused, and that the local cloud has ended', async () => {
    const folder = await temporaryFolder();
    const tls = selfSignedCertificate();
    await writeFile(join(folder, 'cert.pem'), tls.cert);
    await writeFile(join(folder, 'big.bin'), 'x');
    const keys = [{ apiKey: 'key', apiSecret: 'secret' }];
    const cloudinary = await startSimulatedCloudinary({ clouds: [{ cloudName: 'demo', keys }], tls });
    const env = { CLOUDINARY_URL: cloudinary.cloudinaryUrl('demo'), NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
    const args = [join(folder, 'big.bin')];
    const refused = { code: 1, stderr: 'Cloudinary answered 400: Unsupported file extension bin\n' };
    expect(await failureOf('upload-file.ts', args, env).finally(() => cloudinary.close())).toEqual(refused);
    const ended = { code: 1, stderr: expect.stringMatching(/^The local cloud does not answer\. .*\n$/) };
    expect(await failureOf('upload-file.ts', args, env)).toEqual(ended);
    expect(await failureOf('forge-webhook.ts', [], { WEBHOOK_URL: cloudinary.origin })).toEqual(ended);
    const AWS = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const bucket = { ...AWS, BUCKET: 'b', AWS_ENDPOINT_URL: cloudinary.origin };
    expect(await failureOf('list-bucket.ts', [], bucket)).toEqual(ended);
  });
});

const asset = { resource_type: 'image', type: 'upload', asset_id: 'a' };
const base = { v: 1, id: 'i', recorded_at: '2026-11-20T10:00:00.000000Z', cloud: 'demo' } as const;

function at(second: number): string {
  return new Date(2026, 10, 20, 9, 15, second).toISOString().replace('Z', '000Z');
}

test('the journal is a table of 80 columns, oldest entry first', () => {
  const revision = { version: 1, bytes: 1, outcome: 'already-stored' } as const;
  const entries: readonly JournalEntry[] = [
    { ...base, ...asset, at: at(9), kind: 'observed', public_id: 'gone', state: 'gone' },
    { ...base, ...asset, at: at(1), kind: 'revision', public_id: `${'long/'.repeat(20)}\u001b[2J`, ...revision },
    { ...base, ...asset, at: at(2), kind: 'renamed', public_id: 'a', to_public_id: 'b\n東京' },
    { ...base, at: at(3), kind: 'folder-moved', from_path: 'old', to_path: 'new' },
    { ...base, ...asset, at: at(2), kind: 'deleted', public_id: 'b' },
  ];
  const lines = journalTable(entries);
  expect(lines).toMatchInlineSnapshot(`
    [
      "time      kind          public_id                                 outcome",
      "09:15:01  revision      long/long/long/long/long/long/long/long…  already-stored",
      "09:15:02  renamed       a → b\\u{a}東京",
      "09:15:02  deleted       b",
      "09:15:03  folder-moved  old → new",
      "09:15:09  observed      gone                                      gone",
    ]
  `);
  expect(linesTooLong(lines.join('\n'))).toEqual([]);
});
