/** One line of a bill. */
export interface Charge {
  readonly what: string;
  /** How the dollars come about, in numbers. */
  readonly arithmetic: string;
  readonly dollars: number;
}

/** The dollars of some lines together. */
export function sumOf(charges: readonly { readonly dollars: number }[]): number {
  return charges.reduce((sum, { dollars }) => sum + dollars, 0);
}
