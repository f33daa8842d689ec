import * as z from 'zod/mini';
import { verifyFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { STARTED_DOCUMENT } from '#shared/domain/runs/document-fields.ts';
import { journalSource } from '#shared/usecases/runs/journal-source.ts';
import { readSpool } from '#shared/usecases/runs/read-spool.ts';
import { type Run, type RunKind, type RunState, type RunTypes, startOfRun } from '#shared/usecases/runs/run.ts';
import { writeRunDocument } from '#shared/usecases/runs/run-file.ts';
import { spoolShards } from '#shared/usecases/runs/spool-shards.ts';
import { spoolLine } from '#shared/usecases/runs/spool-source.ts';
import { RUN_INPUT } from '#shared/usecases/runs/step-event.ts';

export type CensusState = RunState<'read' | 'count' | 'report'>;
export interface CensusTypes extends RunTypes {
  readonly state: CensusState;
  readonly report: { readonly events: number };
}

const started = z.object(STARTED_DOCUMENT);

/** A third kind of run, as small as one can be: counts the events of a cloud's journal, shard by shard. */
export const CENSUS: RunKind<CensusTypes> = {
  name: 'census',
  folder: (cloud) => verifyFolder(`census-${cloud}`),
  lastDocument: 'report.json',
  input: z.strictObject(RUN_INPUT),
  started,
  begin: async () => ({ shards: 4 }),
  first: async () => startOfRun('read', { events: 0 }),
  phases: {
    read: ({ cloud, on, ...run }, state) => {
      const source = journalSource({
        ...on,
        cloud,
        linesOf: ({ id }) => [spoolLine(id, id, run.started.shards)],
      });
      return spoolShards({ ...run, on }, state, {
        kind: '_journal',
        source,
        start: `pipeline/journal/${cloud}/`,
        pagesPerStep: 2,
      });
    },
    count: async (run: Run, state) => {
      let events = state.counts['events'] ?? 0;
      for await (const lines of readSpool(run.folder, '_journal', state)) {
        events += lines.length;
      }
      return { next: 'next-shard', state: { ...state, counts: { events } } };
    },
    report: async ({ folder }, { counts: { events = 0 } }) => {
      await writeRunDocument(folder, 'report.json', { events });
      return { next: 'done', report: { events } };
    },
  },
};
