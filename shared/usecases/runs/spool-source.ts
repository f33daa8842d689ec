/** A line of what is spooled, and the shard that it belongs to. */
export interface SpoolLine {
  readonly shard: number;
  readonly text: string;
}

/** One page of a source. */
export interface SpoolPage {
  readonly lines: readonly SpoolLine[];
  /** Where the next page begins, as a text that the source understands; on the last page, where more may come later. */
  readonly next: string;
  /** Whether this was the last page. */
  readonly last: boolean;
  /** What the page adds to the counts that go with a spool. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Something that is read page by page. */
export interface SpoolSource {
  /** @param position the beginning, or `next` of the page before; at most 1,200 bytes */
  read(position: string): Promise<SpoolPage>;
}
