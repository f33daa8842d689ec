import { statfs } from 'node:fs/promises';
import { startVersitygw, type Versitygw } from '../../local/versitygw/start-versitygw.ts';

/** Memory as a file system, where Linux has it: a benchmark of a copier is no benchmark of a disk. */
const IN_MEMORY = '/dev/shm';
/** Containers often have 64 MB there. */
const ROOM_BYTES = 3e9;

/** Starts the S3 server that the copiers write to: in memory where there is room, else in the temporary folder. */
export async function startStore(onProgress: (line: string) => void): Promise<Versitygw> {
  try {
    const { bavail, bsize } = await statfs(IN_MEMORY);
    if (bavail * bsize > ROOM_BYTES) return await startVersitygw({ onProgress, temporaryDirectory: IN_MEMORY });
  } catch {
    // No such folder, or a kernel before 6.6, whose tmpfs has no extended attributes.
  }
  onProgress('no room in memory for the S3 server: it writes to the temporary folder, and figures are lower');
  return startVersitygw({ onProgress });
}
