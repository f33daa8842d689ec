import { createHash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file before its upload. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex, of the file on the disk. The bucket is compared with it at the end. */
  readonly md5: string;
}

/** The folder of the files to upload. Each file is hashed before it is uploaded. */
export type SourceFolder = Awaited<ReturnType<typeof sourceFolder>>;

/** Makes a folder below `parent`, which is removed together with it. */
export async function sourceFolder(parent: string) {
  const directory = await mkdtemp(join(parent, 'sources-'));
  /** Writes a file. The same name again replaces its bytes, like an edited picture. */
  const write = async (name: string, content: Uint8Array | string): Promise<SourceFile> => {
    const path = join(directory, name);
    await writeFile(path, content);
    return hashed(path);
  };
  /** Copies one of the media files beside this module. */
  const copy = async (name: 'sunset.jpg' | 'fractal.jpg' | 'waves.mp4') =>
    write(name, await readFile(join(import.meta.dirname, name)));
  return { write, copy };
}

async function hashed(path: string): Promise<SourceFile> {
  const content = await readFile(path);
  return { path, bytes: content.length, md5: createHash('md5').update(content).digest('hex') };
}
