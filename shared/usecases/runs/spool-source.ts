import { shardOf } from '#shared/domain/runs/shards.ts';

/** A spooled line, and the shard that it belongs to. */
export interface SpoolLine {
  readonly shard: number;
  readonly text: string;
}

/** A value as a line for the shard that a name belongs to. */
export function spoolLine(name: string, value: unknown, shards: number): SpoolLine {
  return { shard: shardOf(name, shards), text: JSON.stringify(value) };
}

/** One page of a source. */
export interface SpoolPage {
  readonly lines: readonly SpoolLine[];
  /**
   * Where the next page begins, as a text that the source understands; on the last page, where later pages would begin.
   */
  readonly next: string;
  /** Whether this was the last page. */
  readonly last: boolean;
  /** What the page adds to the counts of the spool. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A source that is read page by page. */
export interface SpoolSource {
  /** @param position the beginning, or `next` of the page before; at most 1,200 bytes */
  read(position: string): Promise<SpoolPage>;
}

/** How far a spool has read. */
export interface SpoolState {
  /** The number of the next step, from 0. */
  readonly step: number;
  readonly position: string;
  readonly ended: boolean;
  /** Sums over the pages of all steps. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A spool that has read nothing yet. */
export function startOfSpool(position: string, counts: SpoolState['counts'] = {}): SpoolState {
  return { step: 0, position, ended: false, counts };
}
