import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { dirname, join } from 'node:path';
import { generate } from 'selfsigned';
import { beforeEach, describe, expect, test } from 'vitest';
import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';
import { temporaryFolder } from '../temporary-folder.ts';

let directory: string;
beforeEach(async () => {
  directory = await temporaryFolder();
});

describe('the loopback certificate', () => {
  test('names only loopback, is not an authority, and matches its key', async () => {
    const { cert, key } = await loopbackCertificate(directory);
    const parsed = new X509Certificate(cert);
    expect(parsed.subjectAltName).toBe(
      'IP Address:127.0.0.1, DNS:localhost, DNS:*.localhost, DNS:*.execute-api.localhost',
    );
    expect(parsed.ca).toBe(false);
    expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  });

  test('is kept, with a key that only its owner can read', async () => {
    const first = await loopbackCertificate(directory);
    expect(await loopbackCertificate(directory)).toEqual(first);
    expect((await stat(first.keyPath)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(first.keyPath))).mode & 0o777).toBe(0o700);
  });

  test('is the same for several launchers at once', async () => {
    const certificates = await Promise.all(Array.from({ length: 5 }, () => loopbackCertificate(directory)));
    expect(new Set(certificates.map(({ cert }) => cert)).size).toBe(1);
    expect(await readdir(directory)).toEqual(['generation-000001']);
  });

  test.each([
    [29, false],
    [31, true],
  ])('with %i days left is kept: %s', async (days, kept) => {
    const old = await generationEndingIn(days);
    const current = await loopbackCertificate(directory);
    expect(current.cert === old).toBe(kept);
    expect(await loopbackCertificate(directory)).toEqual(current);
  });

  test('is made again when its key is missing', async () => {
    const { keyPath, cert } = await loopbackCertificate(directory);
    await rm(keyPath);
    expect((await loopbackCertificate(directory)).cert).not.toBe(cert);
  });

  async function generationEndingIn(days: number): Promise<string> {
    const generation = join(directory, 'generation-000007');
    const pair = await generate([], { keyType: 'ec', notAfterDate: new Date(Date.now() + days * 86_400_000) });
    await mkdir(generation);
    await writeFile(join(generation, 'key.pem'), pair.private);
    await writeFile(join(generation, 'certificate.pem'), pair.cert);
    return pair.cert;
  }
});

test('a process that trusts it can call a server that presents it', async () => {
  const { key, cert } = await loopbackCertificate();
  const server = createServer({ key, cert }, (_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  try {
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await trustLoopbackCertificate();
    expect(await (await fetch(url)).text()).toBe('hello');
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
