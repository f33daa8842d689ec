import { compareWithMarks } from '../runs/high-water.ts';
import { type RunKind, startOfRun } from '../runs/run.ts';
import { RUN_DOCUMENTS } from '../runs/run-documents.ts';
import { beginVerify } from './begin-verify.ts';
import { checkShard } from './check-shard.ts';
import { concludeShard } from './conclude-shard.ts';
import { drain, sendJobsOfShard } from './mend.ts';
import { spoolExpected } from './spool-expected.ts';
import { spoolFound } from './spool-found.ts';
import { spoolLater } from './spool-later.ts';
import { NOTHING_COUNTED, VERIFY_INPUT, type VerifyTypes } from './verify-state.ts';
import { waitForEntries } from './wait-for-entries.ts';
import { writeReport } from './write-report.ts';

/** Compares the objects of a cloud with what the journal and the newest inventory say is there. */
export const VERIFY: RunKind<VerifyTypes> = {
  ...RUN_DOCUMENTS.verify,
  input: VERIFY_INPUT,
  begin: beginVerify,
  first: async () => startOfRun('marks', NOTHING_COUNTED),
  phases: {
    marks: (run, state) => compareWithMarks('verify', run, state),
    expected: spoolExpected,
    found: spoolFound,
    check: checkShard,
    send: sendJobsOfShard,
    drain,
    wait: waitForEntries,
    later: spoolLater,
    conclude: concludeShard,
    report: writeReport,
  },
};
