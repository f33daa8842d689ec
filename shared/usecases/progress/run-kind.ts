import { inventoryFolder, verifyFolder } from '../../domain/bucket/bucket-layout.ts';

/** What runs there are. */
export const RUN_KINDS = ['inventory', 'verify'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** The folder of a cloud that has a folder for each of its runs, with its trailing `/`. */
export function runsFolder(kind: RunKind, cloud: string): string {
  return kind === 'inventory' ? inventoryFolder(cloud) : verifyFolder(cloud);
}

/** The file that a run writes last: with it the run is finished. */
export const LAST_FILE = { inventory: 'manifest.json', verify: 'report.json' } as const satisfies Record<
  RunKind,
  string
>;
