import { dirname, join } from 'node:path';
import { pythonVenv } from '#local/python/python-venv.ts';
import { type Tool, toolOf } from './tool.ts';
import type { ToolSession } from './tool-session.ts';
import { trustInCertifi } from './trust-in-certifi.ts';

/**
 * `cld`, Cloudinary's command-line client, pointed at a simulated cloud. It builds delivery URLs itself:
 * `secure_distribution` leads those to the simulation.
 */
export async function cldProgram({ cloudinary, cloudName, folder }: ToolSession): Promise<Tool> {
  const python = await pythonVenv('cloudinary-cli');
  await trustInCertifi(python);
  const env = { PATH: process.env['PATH'], HOME: folder, CLOUDINARY_URL: cldUrl(cloudinary, cloudName) };
  return toolOf(join(dirname(python), 'cld'), [], env);
}

/** The CLOUDINARY_URL of a simulated cloud, as the Python SDK reads it. */
export function cldUrl(cloudinary: ToolSession['cloudinary'], cloudName: string): string {
  const url = new URL(cloudinary.cloudinaryUrl(cloudName));
  url.searchParams.set('upload_prefix', cloudinary.origin);
  url.searchParams.set('secure', 'true');
  url.searchParams.set('secure_distribution', new URL(cloudinary.origin).host);
  return url.href;
}
