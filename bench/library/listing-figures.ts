/** What the Admin API has been asked for. */
export interface ListingFigures {
  calls: number;
  /** Pages with assets; how long they took in all, from the request to the last byte; and when the first was asked for and the last sent. */
  pages: number;
  pageMs: number;
  firstPageAt: number;
  lastPageAt: number;
}
