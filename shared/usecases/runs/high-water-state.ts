import type { Fall, HighWaterMark } from '#shared/domain/runs/high-water-mark.ts';
import type { JournalCount } from './count-journal.ts';
import type { RunKindName } from './run-documents.ts';

/**
 * What runs found, outside the bucket: a text for each cloud and kind of run. Each kind writes its own, so runs that are
 * in progress at the same time do not write over each other.
 */
export interface HighWaterMarks {
  /** `undefined` if there is none. */
  read(kind: RunKindName, cloud: string): Promise<string | undefined>;
  write(kind: RunKindName, cloud: string, mark: string): Promise<void>;
}

/** The comparison of the bucket with the marks, as a run hands it from step to step. */
export interface HighWaterState {
  /** The marks, as they were before the run looked at the bucket: what grows meanwhile is no fall. */
  readonly marks: readonly HighWaterMark[];
  /** The run of this kind that wrote its mark last. */
  readonly comparedWith?: string;
  readonly journal: JournalCount;
  readonly fallen: readonly Fall[];
}
