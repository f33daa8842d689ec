/** What the bucket has been asked for. */
export interface BucketFigures {
  puts: number;
  /** GETs of files. */
  gets: number;
  /** HEADs of revisions. */
  heads: number;
  /** Pages of revisions. */
  revisionLists: number;
  /** Other pages. */
  lists: number;
  /** Messages that were sent. */
  messages: number;
  /** Every object that was put, and when, in milliseconds since 1970. */
  readonly written: { readonly key: string; readonly bytes: number; readonly at: number }[];
}
