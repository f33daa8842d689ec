import { createHash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A file before its upload. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower hex, of the file as it lies on the disk: what everything is compared with at the end. */
  readonly md5: string;
}

/** Where the files to upload lie; every one is hashed before anybody else sees it. */
export class SourceFolder {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** A new folder below `parent`, which is removed with it. */
  static async create(parent: string): Promise<SourceFolder> {
    return new SourceFolder(await mkdtemp(join(parent, 'sources-')));
  }

  /** Writes a file; the same name again gives it other bytes, as an edited picture has. */
  async write(name: string, content: Uint8Array | string): Promise<SourceFile> {
    const path = join(this.#directory, name);
    await writeFile(path, content);
    return hashed(path);
  }

  /** One of the media files beside this module. */
  async copy(name: 'sunset.jpg' | 'fractal.jpg' | 'waves.mp4'): Promise<SourceFile> {
    return this.write(basename(name), await readFile(join(import.meta.dirname, name)));
  }
}

async function hashed(path: string): Promise<SourceFile> {
  const content = await readFile(path);
  return { path, bytes: content.length, md5: createHash('md5').update(content).digest('hex') };
}
