import type { Route } from '../http/route.ts';
import { download } from './download.ts';
import { downloadBackup } from './download-backup.ts';

/** Signed download links. */
export const downloadRoutes: readonly Route[] = [
  ['GET', /^(image|video|raw)\/download$/, download],
  ['GET', /^download_backup$/, downloadBackup],
];
