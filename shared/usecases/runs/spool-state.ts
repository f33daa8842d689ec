/** How far a spool has come. */
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
