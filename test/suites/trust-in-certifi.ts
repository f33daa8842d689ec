import { execFile } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';

/**
 * Makes the Cloudinary clients of a venv trust the certificate of the local cloud. They trust nothing but certifi's
 * file, whatever the environment says, so that of the venv gets the certificate appended.
 */
export async function trustInCertifi(python: string): Promise<void> {
  const { cert } = await loopbackCertificate();
  const { stdout } = await promisify(execFile)(python, ['-m', 'certifi']);
  const path = stdout.trim();
  if (!(await readFile(path, 'utf8')).includes(cert)) await appendFile(path, `\n${cert}`);
}
