import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeEnvironmentFile } from '#local/demo/try/environment-file.ts';
import { whatToTry } from '#local/demo/try/what-to-try.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('a shell reads every endpoint as it is, and gets a Node that runs TypeScript', async () => {
  const odd = "https://127.0.0.1:1/$default/it's?a=b&c";
  const file = await writeEnvironmentFile(await temporaryFolder(), { WEBHOOK_URL: odd });
  const script = `. ${file}; printf '%s\\n' "$WEBHOOK_URL"; node --version`;
  const { stdout } = await promisify(execFile)('sh', ['-c', script]);
  expect(stdout).toBe(`${odd}\n${process.version}\n`);
});

const ENDPOINTS = {
  CLOUDINARY_URL: 'u',
  WEBHOOK_URL: 'w',
  BUCKET: 'b',
  LIVE_QUEUE_URL: 'l',
  API_ENDPOINT: 'a',
  CLOUDINARY_ORIGIN: 'c',
  AWS_ENDPOINT_URL: 's',
  NODE_EXTRA_CA_CERTS: 'n',
};

test('what to try names every place, and programs that read no other variables', async () => {
  const text = whatToTry(ENDPOINTS, '/tmp/x/demo.env', (_, part) => part);
  expect(text).not.toContain('undefined');
  expect(text).toContain('. /tmp/x/demo.env');
  const programs = [...text.matchAll(/node (local\S+)/g)].map(([, path = '']) => path);
  expect(programs).toHaveLength(5);
  for (const path of programs) {
    const program = await readFile(path, 'utf8');
    for (const [, name = ''] of program.matchAll(/process\.env\['(\w+)'\]/g)) expect(ENDPOINTS).toHaveProperty(name);
  }
});
