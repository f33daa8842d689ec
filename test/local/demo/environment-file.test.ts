import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { whatToTry } from '../../../local/demo/try/what-to-try.ts';
import { writeEnvironmentFile } from '../../../local/demo/try/write-environment-file.ts';

test('a shell reads every endpoint as it is, and gets a Node that runs TypeScript', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'environment-test-'));
  try {
    const odd = "https://127.0.0.1:1/$default/it's?a=b&c";
    const file = await writeEnvironmentFile(directory, { WEBHOOK_URL: odd });
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      `. ${file}; printf '%s\\n' "$WEBHOOK_URL"; node --version`,
    ]);
    expect(stdout).toBe(`${odd}\n${process.version}\n`);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('names every place, and no variable that the file does not set', () => {
  const endpoints = { WEBHOOK_URL: 'w', BUCKET: 'b', API_ENDPOINT: 'a', CLOUDINARY_ORIGIN: 'c', AWS_ENDPOINT_URL: 's' };
  const text = whatToTry({ ...endpoints, NODE_EXTRA_CA_CERTS: 'n' }, '/tmp/x/demo.env', (_, part) => part);
  expect(text).not.toContain('undefined');
  expect(text).toContain('. /tmp/x/demo.env');
  for (const [, name = ''] of text.matchAll(/process\.env\.(\w+)/g)) expect(endpoints).toHaveProperty(name);
});
