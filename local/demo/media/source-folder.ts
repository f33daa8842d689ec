import { createHash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file before its upload. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower hex, of the file as it lies on the disk: what everything is compared with at the end. */
  readonly md5: string;
}

/** Where the files to upload lie; every one is hashed before anybody else sees it. */
export type SourceFolder = Awaited<ReturnType<typeof sourceFolder>>;

/** A new folder below `parent`, which is removed with it. */
export async function sourceFolder(parent: string) {
  const directory = await mkdtemp(join(parent, 'sources-'));
  /** Writes a file; the same name again gives it other bytes, as an edited picture has. */
  const write = async (name: string, content: Uint8Array | string): Promise<SourceFile> => {
    const path = join(directory, name);
    await writeFile(path, content);
    return hashed(path);
  };
  /** One of the media files beside this module. */
  const copy = async (name: 'sunset.jpg' | 'fractal.jpg' | 'waves.mp4') =>
    write(name, await readFile(join(import.meta.dirname, name)));
  return { write, copy };
}

async function hashed(path: string): Promise<SourceFile> {
  const content = await readFile(path);
  return { path, bytes: content.length, md5: createHash('md5').update(content).digest('hex') };
}
