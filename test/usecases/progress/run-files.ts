import { runKey } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { Manifest, RunStarted, RunTally } from '../../../shared/domain/inventory/inventory-documents.ts';
import type { VerifyReport, VerifyStarted } from '../../../shared/domain/verify/verify-documents.ts';
import { RUN_KINDS, type RunKindName } from '../../../shared/usecases/runs/run-kinds.ts';
import type { MemoryObjectStore } from '../../doubles/memory-object-store.ts';

/** The execution of the run of that name. */
export function executionOf(name: string): string {
  return `arn:aws:states:eu-central-1:1:execution:machine:${name}`;
}

/** A tally of nothing but what is given. */
export function tally(counts: Partial<RunTally> = {}): RunTally {
  return {
    listed: 0,
    bytes: 0,
    queued: 0,
    queued_bytes: 0,
    calls: 0,
    heads: 0,
    observed: 0,
    gone: 0,
    lost: 0,
    unreadable: 0,
    ...counts,
  };
}

/** `started.json` of an inventory. */
export function started(name: string, more: Partial<RunStarted> = {}): RunStarted {
  return {
    v: 1,
    cloud: 'demo',
    started_at: name,
    execution: executionOf(name),
    reason: 'schedule',
    shards: 2,
    ...more,
  };
}

/** `manifest.json` of an inventory. */
export function manifest(name: string, more: Partial<Manifest['completeness']> = {}): Manifest {
  return {
    v: 1,
    cloud: 'demo',
    started_at: name,
    listed_until: name,
    finished_at: name,
    shards: 2,
    parts: [],
    tally: tally(),
    completeness: {
      assets: 3,
      bytes: 30,
      protected: 3,
      protected_bytes: 30,
      excluded: 0,
      unprotected: 0,
      unobtainable: { placeholder: 0, lost: 0, blocked: 0, 'too-large': 0, unverifiable: 0, pending: 0 },
      ...more,
    },
  };
}

/** `started.json` of a verify run. */
export function verifyStarted(name: string): VerifyStarted {
  return {
    v: 1,
    cloud: 'demo',
    started_at: name,
    execution: executionOf(name),
    reason: 'operator',
    shards: 2,
    mend: true,
  };
}

/** `report.json` of a verify run. */
export function verifyReport(name: string, more: Partial<VerifyReport> = {}): VerifyReport {
  return {
    v: 1,
    kind: 'verify',
    cloud: 'demo',
    started_at: name,
    finished_at: name,
    reason: 'operator',
    mend: true,
    expected: 3,
    expected_bytes: 30,
    found: 3,
    found_bytes: 30,
    read: 0,
    read_bytes: 0,
    missing: 0,
    different: 0,
    corrupt: 0,
    mended: 0,
    unrecorded: 0,
    duration_seconds: 2,
    cost_usd: 0.01,
    problems: [],
    ...more,
  };
}

/** Places files of runs of the cloud `demo` into a bucket. */
export function runFiles(store: MemoryObjectStore, kind: RunKindName) {
  return {
    place: (name: string, file: string, document: unknown = {}, metadata: Readonly<Record<string, string>> = {}) =>
      store.place(runKey(RUN_KINDS[kind].folder('demo'), name, file), Buffer.from(JSON.stringify(document)), metadata),
  };
}
