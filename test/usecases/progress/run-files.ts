import { runKey } from '#shared/domain/bucket/bucket-layout.ts';
import { NO_COMPLETENESS } from '#shared/domain/inventory/completeness.ts';
import {
  type CompletenessReport,
  type Manifest,
  NO_TALLY,
  type RunStarted,
  type RunTally,
} from '#shared/domain/inventory/inventory-documents.ts';
import type { VerifyReport, VerifyStarted } from '#shared/domain/verify/verify-documents.ts';
import { RUN_DOCUMENTS, type RunKindName } from '#shared/usecases/runs/run-documents.ts';
import { NOTHING_COUNTED } from '#shared/usecases/verify/verify-state.ts';
import type { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';

/** The execution of the run of that name. */
export function executionOf(name: string): string {
  return `arn:aws:states:eu-central-1:1:execution:machine:${name}`;
}

/** A tally of nothing but what is given. */
export function tally(counts: Partial<RunTally> = {}): RunTally {
  return { ...NO_TALLY, ...counts };
}

/** What every document of a run begins with. */
function beginning(name: string) {
  return { v: 1, cloud: 'demo', started_at: name } as const;
}

/** `started.json` of an inventory. */
export function started(name: string, more: Partial<RunStarted> = {}): RunStarted {
  return { ...beginning(name), execution: executionOf(name), reason: 'schedule', shards: 2, ...more };
}

/** `manifest.json` of an inventory. */
export function manifest(name: string, more: Partial<Manifest['completeness']> = {}): Manifest {
  return {
    ...beginning(name),
    listed_until: name,
    finished_at: name,
    shards: 2,
    parts: [],
    tally: tally(),
    completeness: {
      ...NO_COMPLETENESS.completeness,
      assets: 3,
      bytes: 30,
      protected: 3,
      protected_bytes: 30,
      ...more,
    },
  };
}

/** `report.json` of an inventory. */
export function completenessReport(name: string, more: Partial<CompletenessReport> = {}): CompletenessReport {
  return {
    ...beginning(name),
    kind: 'completeness',
    finished_at: name,
    reason: 'schedule',
    initial: false,
    completeness: manifest(name).completeness,
    tally: tally(),
    shrinkage: 0,
    bandwidth: 0,
    duration_seconds: 60,
    cost_usd: 0.01,
    housekeeping: { uploads_aborted: 0 },
    examples: [],
    ...more,
  };
}

/** `started.json` of a verify run. */
export function verifyStarted(name: string): VerifyStarted {
  return { ...beginning(name), execution: executionOf(name), reason: 'operator', shards: 2, mend: true };
}

/** `report.json` of a verify run. */
export function verifyReport(name: string, more: Partial<VerifyReport> = {}): VerifyReport {
  const { unread: _, chosen_bytes: __, ...counts } = NOTHING_COUNTED;
  return {
    ...beginning(name),
    ...counts,
    kind: 'verify',
    finished_at: name,
    reason: 'operator',
    mend: true,
    expected: 3,
    expected_bytes: 30,
    found: 3,
    found_bytes: 30,
    duration_seconds: 2,
    cost_usd: 0.01,
    problems: [],
    ...more,
  };
}

/** Places files of runs of the cloud `demo` into a bucket. */
export function runFiles(store: MemoryObjectStore, kind: RunKindName) {
  return (name: string, file: string, document: unknown = {}, metadata: Readonly<Record<string, string>> = {}) =>
    store.place(
      runKey(RUN_DOCUMENTS[kind].folder('demo'), name, file),
      Buffer.from(JSON.stringify(document)),
      metadata,
    );
}
