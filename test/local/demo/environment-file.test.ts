import { execFile } from 'node:child_process';
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

test('names every place, and no variable that the file does not set', () => {
  const endpoints = { WEBHOOK_URL: 'w', BUCKET: 'b', API_ENDPOINT: 'a', CLOUDINARY_ORIGIN: 'c', AWS_ENDPOINT_URL: 's' };
  const text = whatToTry({ ...endpoints, NODE_EXTRA_CA_CERTS: 'n' }, '/tmp/x/demo.env', (_, part) => part);
  expect(text).not.toContain('undefined');
  expect(text).toContain('. /tmp/x/demo.env');
  for (const [, name = ''] of text.matchAll(/process\.env\.(\w+)/g)) expect(endpoints).toHaveProperty(name);
});
