import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { md5 } from '#test/doubles/byte-sources.ts';

/** Writes files into a folder, which it creates. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}

/** The MD5 of every file under a folder by its path, without hidden ones (such as `.cld-sync`). */
export async function md5OfFiles(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  const md5s: Record<string, string> = {};
  for (const path of paths) md5s[relative(folder, path)] = md5(await readFile(path));
  return md5s;
}
