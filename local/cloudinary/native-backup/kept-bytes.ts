import { heldBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import type { Environment } from '../environment.ts';
import type { BackupCopy } from '../library/asset.ts';

/**
 * The bytes of a backup copy; undefined when the store has lost them, or holds those of another revision of the same
 * second, whose key is the same.
 */
export async function keptBytes(environment: Environment, copy: BackupCopy): Promise<OriginalBytes | undefined> {
  const stored = await environment.backupStore.get(copy.key);
  const bytes = stored && heldBytes(stored);
  return bytes?.md5 === copy.md5 ? bytes : undefined;
}
