import { LISTINGS } from '../../../shared/domain/inventory/listing.ts';
import { runCost } from '../../../shared/domain/runs/run-cost.ts';
import { shardCountFor } from '../../../shared/domain/runs/shards.ts';
import type { Assumptions } from '../assumptions.ts';
import { costOf, PRICES } from '../prices.ts';
import { HOURS_PER_MONTH } from '../stack/invocations-per-month.ts';

const GB = 1024 ** 3;
/** Assets in one page of a listing. Source: https://cloudinary.com/documentation/admin_api */
const PAGE = 500;
/** Of 2,000 calls an hour, a fifth is left to others. */
const CALLS_PER_HOUR = 1600;
/** What a step works before it hands on: 15 minutes, less the two that are left to finish. */
const STEP_SECONDS = 780;
/** The functions have 1,024 MB, with which Lambda gives 0.58 of a CPU. */
const CPU_STRETCH = 1769 / 1024;
/** Keys in an answer to LIST. */
const KEYS = 1000;
/** Documents of a run that are written once. */
const DOCUMENTS = 8;

/** What the runs of a library cost at AWS, in dollars. Copying what an inventory finds missing is not in it. */
export interface RunCosts {
  readonly assets: number;
  /** Calls of the Admin API for one inventory, and how long they take within 2,000 an hour, less the reserve. */
  readonly calls: number;
  readonly hours: number;
  readonly inventory: number;
  /** One a day, or as many as get finished. */
  readonly inventoriesPerMonth: number;
  readonly inventoriesMonthly: number;
  /** By how much storage costs more in each following month, as inventories are kept. */
  readonly storageGrowth: number;
  readonly verify: number;
  readonly verifyMonthly: number;
}

/** Every shard has a file of each step, and a few of the run. */
function shardRequests(assets: number, steps: number): number {
  return shardCountFor(assets) * (steps + 4) + DOCUMENTS;
}

function cost(seconds: number, requests: number, lists: number): number {
  const steps = Math.ceil(seconds / STEP_SECONDS);
  const transitions = 6 + 3 * steps;
  return runCost({ puts: requests + lists, gets: requests, messages: 4, gbSeconds: seconds, transitions });
}

/** Costs of the runs of a library of some size, with the default schedules. */
export function runCosts(
  assets: number,
  { pageMs, assetMs, s3Ms, inventoryBytes }: Pick<Assumptions, 'pageMs' | 'assetMs' | 's3Ms' | 'inventoryBytes'>,
): RunCosts {
  const calls = Math.ceil(assets / PAGE) + LISTINGS.length;
  const lists = Math.ceil(assets / KEYS);
  const working = (assets * assetMs * CPU_STRETCH) / 1000;
  const seconds = (waits: number, waitMs: number): number => {
    const raw = working + (waits * waitMs) / 1000;
    const requests = 2 * shardRequests(assets, Math.ceil(raw / STEP_SECONDS));
    return raw + (requests * s3Ms) / 1000;
  };
  const [listing, verifying] = [seconds(calls, pageMs), seconds(lists, s3Ms)];
  const inventory = cost(listing, shardRequests(assets, Math.ceil(listing / STEP_SECONDS)), 2);
  const verify = cost(verifying, shardRequests(assets, Math.ceil(verifying / STEP_SECONDS)), lists);
  const hours = Math.max(calls / CALLS_PER_HOUR, listing / 3600);
  const inventoriesPerMonth = Math.min(HOURS_PER_MONTH / 24, HOURS_PER_MONTH / hours);
  const verifyPerMonth = HOURS_PER_MONTH / 24 / 7;
  return {
    assets,
    calls,
    hours,
    inventory,
    inventoriesPerMonth,
    verify,
    inventoriesMonthly: inventory * inventoriesPerMonth,
    storageGrowth: costOf(PRICES.s3Storage, (assets * inventoryBytes * inventoriesPerMonth) / GB),
    verifyMonthly: verify * verifyPerMonth,
  };
}
