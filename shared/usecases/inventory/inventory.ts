import { compareWithMarks } from '../runs/high-water.ts';
import type { RunKind } from '../runs/run.ts';
import { RUN_DOCUMENTS } from '../runs/run-documents.ts';
import { beginInventory, firstState } from './begin-inventory.ts';
import { compareShard } from './compare-shard.ts';
import { concludeShard } from './conclude-shard.ts';
import { drain } from './drain.ts';
import { finishInventory } from './finish-inventory.ts';
import { INVENTORY_INPUT, type InventoryTypes } from './inventory-state.ts';
import { listLibrary } from './list-library.ts';
import { spoolJournal } from './spool-journal.ts';

/** Compares the library of a cloud with the bucket, and queues whatever is missing. */
export const INVENTORY: RunKind<InventoryTypes> = {
  ...RUN_DOCUMENTS.inventory,
  input: INVENTORY_INPUT,
  begin: beginInventory,
  first: firstState,
  phases: {
    marks: (run, state) => compareWithMarks('inventory', run, state),
    list: listLibrary,
    journal: spoolJournal,
    compare: compareShard,
    drain,
    'journal-again': spoolJournal,
    conclude: concludeShard,
    finish: finishInventory,
  },
  quota: ({ listing }) => listing,
};
