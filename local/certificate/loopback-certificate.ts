import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

const DAY = 24 * 60 * 60 * 1000;
const LIFETIME = 365 * DAY;
const RENEW_BEFORE = 30 * DAY;
const CACHE = join(import.meta.dirname, '../../.cache/certificate');

/** A certificate and its private key, as PEM text and as the files that hold it. */
export interface LoopbackCertificate {
  readonly keyPath: string;
  readonly certPath: string;
  readonly key: string;
  readonly cert: string;
}

/**
 * The certificate for 127.0.0.1 and localhost that every server of the local cloud presents. It is made on first use,
 * kept in `directory` with a key that only its owner can read, and renewed when less than 30 days are left. It is
 * self-signed and no authority: a client that trusts it trusts loopback names and nothing else.
 */
export async function loopbackCertificate(directory = CACHE): Promise<LoopbackCertificate> {
  await mkdir(directory, { recursive: true });
  const generations = (await readdir(directory)).map((name) => Number(/^generation-(\d+)$/.exec(name)?.[1] ?? 0));
  const newest = Math.max(0, ...generations);
  const certificate = await read(generationFolder(directory, newest));
  if (certificate !== undefined && timeLeft(certificate.cert) > RENEW_BEFORE) return certificate;
  return create(directory, newest + 1);
}

function generationFolder(directory: string, generation: number): string {
  return join(directory, `generation-${String(generation).padStart(6, '0')}`);
}

/**
 * The key and certificate of one generation appear together, when their folder is renamed, and are never replaced: a
 * server started before a renewal keeps its pair. When two launchers run at once, the first wins and the other takes
 * the pair of the first.
 */
async function create(directory: string, generation: number): Promise<LoopbackCertificate> {
  const temporary = await mkdtemp(join(directory, 'making-'));
  const target = generationFolder(directory, generation);
  try {
    const pair = await selfSigned();
    await writeFile(join(temporary, 'key.pem'), pair.private, { mode: 0o600 });
    await writeFile(join(temporary, 'certificate.pem'), pair.cert, { mode: 0o600 });
    await chmod(temporary, 0o700);
    await rename(temporary, target);
  } catch (error) {
    if ((await read(target)) === undefined) throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const created = await read(target);
  if (created === undefined) throw new Error(`The certificate in ${target} cannot be read`);
  return created;
}

function selfSigned(): ReturnType<typeof generate> {
  return generate([{ name: 'commonName', value: 'Local cloud on loopback' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - DAY), // valid even if the clock is set back
    notAfterDate: new Date(Date.now() + LIFETIME),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
          { type: 2, value: '*.localhost' },
          { type: 2, value: '*.execute-api.localhost' },
        ],
      },
    ],
  });
}

async function read(generation: string): Promise<LoopbackCertificate | undefined> {
  const keyPath = join(generation, 'key.pem');
  const certPath = join(generation, 'certificate.pem');
  try {
    return { keyPath, certPath, key: await readFile(keyPath, 'utf8'), cert: await readFile(certPath, 'utf8') };
  } catch {
    return undefined;
  }
}

function timeLeft(cert: string): number {
  return new X509Certificate(cert).validToDate.getTime() - Date.now();
}
