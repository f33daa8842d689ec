import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { READ_BLOCK, type ReadBytes } from './original-bytes.ts';

/** Closes the files of bytes that nothing can read any more, which frees their space. */
const unreachable = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

class TemporaryFile {
  readonly #descriptor: number;
  #length = 0;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'simulated-cloudinary-'));
    this.#descriptor = openSync(join(folder, 'original'), 'w+');
    // The open file lives on without a name: nothing is left behind, even by a process that is killed.
    rmSync(folder, { recursive: true });
    unreachable.register(this, this.#descriptor);
  }

  append(block: Buffer): void {
    for (let done = 0; done < block.length; ) {
      done += writeSync(this.#descriptor, block, done, block.length - done, this.#length + done);
    }
    this.#length += block.length;
  }

  *read(start = 0, end = this.#length, buffer?: Buffer): Iterable<Buffer> {
    for (let at = start; at < end; ) {
      const wanted = Math.min(READ_BLOCK, end - at);
      const block = buffer ?? Buffer.allocUnsafe(wanted);
      const length = readSync(this.#descriptor, block, 0, wanted, at);
      if (length === 0) throw new Error(`The temporary file ends at ${at}`);
      yield block.subarray(0, length);
      at += length;
    }
  }
}

/** A new file without a name in the folder for temporary files (`TMPDIR`); it ends with the last reference to it. */
export function temporaryFile(): { append(block: Buffer): void; readonly read: ReadBytes } {
  const file = new TemporaryFile();
  return { append: (block) => file.append(block), read: (start, end, buffer) => file.read(start, end, buffer) };
}
