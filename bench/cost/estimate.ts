import { LISTINGS } from '#shared/domain/inventory/listing.ts';
import { runCost } from '#shared/domain/runs/run-cost.ts';
import { shardCountFor } from '#shared/domain/runs/shards.ts';
import {
  type Charge,
  functionDurations,
  GB,
  MB_PER_CPU,
  MILLION,
  monthlyCharges,
  revisionCharges,
  sumOf,
} from './charges.ts';
import { type Measurements, SITUATIONS, type Situation } from './measurements.ts';
import type { Assumptions } from './options.ts';
import { costOf, PRICES } from './prices.ts';
import { HOURS_PER_MONTH, type StackFacts } from './stack-facts.ts';

/**
 * The most that AWS may charge for a million revisions without storage, in dollars. Revisions that arrive one at a time
 * have no target: two PUTs for each are most of their cost.
 */
export const TARGETS: Readonly<Partial<Record<Situation, number>>> = { bulk: 7.5, full: 9 };

/** The sizes of libraries that the tables show, in assets. */
const LIBRARY_SIZES = [1_000, 100_000, 1_000_000, 100_000_000] as const;

/** All costs that `npm run cost` computes. */
export type Estimate = ReturnType<typeof estimate>;

/** The cost of a situation, and how long its functions take. */
interface SituationEstimate extends ReturnType<typeof functionDurations> {
  readonly charges: readonly Charge[];
  /** Dollars for a million revisions. */
  readonly total: number;
  readonly batchSize: number;
  /** The most that it may cost, if there is a target. */
  readonly target?: number;
  /** How long the worker may take for a batch before the target is missed, in milliseconds. */
  readonly workerMsAtTarget?: number;
}

/**
 * Computes the costs from the configuration, the measurements and the assumptions.
 *
 * @param clouds the number of clouds that the stack backs up
 */
export function estimate(facts: StackFacts, measurements: Measurements, assumptions: Assumptions, clouds: number) {
  const estimated = (situation: Situation): SituationEstimate => {
    const run = measurements.situations[situation];
    const charges = revisionCharges(run, facts, assumptions);
    const total = sumOf(charges);
    const batchSize = run.revisions / run.worker.invocations;
    const durations = functionDurations(run, facts, assumptions);
    const computed = { charges, total, batchSize, ...durations };
    const target = TARGETS[situation];
    if (target === undefined) return computed;
    const gbSecondsPerMs = (MILLION / batchSize) * (facts.workerMemoryMb / 1024) * 0.001;
    const spareMs = (target - total) / costOf(PRICES.lambdaDuration, gbSecondsPerMs);
    return { ...computed, target, workerMsAtTarget: durations.worker.ms + spareMs };
  };
  const situations = { bulk: estimated('bulk'), full: estimated('full'), trickle: estimated('trickle') };
  const prices = { bulk: situations.bulk.total, full: situations.full.total, trickle: situations.trickle.total };
  // In the situation where the entries are longest: a journal object of one revision shares no fields.
  const journalBytes = Math.max(
    ...SITUATIONS.map((name) => measurements.situations[name].journalBytes / measurements.situations[name].revisions),
  );
  return {
    situations,
    monthly: monthlyCharges(facts, measurements, clouds),
    libraries: LIBRARY_SIZES.map((assets) => libraryCosts(assets, prices, journalBytes, assumptions)),
    runs: LIBRARY_SIZES.map((assets) => runCosts(assets, assumptions)),
    cloudinary: LIBRARY_SIZES.map((assets) => cloudinaryUse(assets, assumptions)),
  };
}

/** Dollars a month, at the price of the first tier. Above 50 TB, storage is up to a tenth cheaper. */
function storage(bytes: number): number {
  return costOf(PRICES.s3Storage, bytes / GB);
}

/**
 * The cost of a library at AWS, in dollars.
 *
 * @param prices of a million revisions in each situation, in dollars
 * @param journalBytes of one revision
 */
export function libraryCosts(
  assets: number,
  prices: Readonly<Record<Situation, number>>,
  journalBytes: number,
  { averageBytes, monthlyChanges }: Assumptions,
) {
  const revisionBytes = averageBytes + journalBytes;
  const changes = assets * monthlyChanges;
  return {
    assets,
    initial: (assets / MILLION) * prices.bulk,
    storagePerMonth: storage(assets * revisionBytes),
    changesPerMonth: { full: (changes / MILLION) * prices.full, trickle: (changes / MILLION) * prices.trickle },
    /** The increase of the monthly cost of storage, each month: nothing is ever overwritten. */
    storageGrowth: storage(changes * revisionBytes),
  };
}

/** Assets in one page of a listing. Source: https://cloudinary.com/documentation/admin_api */
const PAGE = 500;
/** Admin API calls an hour, by plan. Source: https://dev.classmethod.jp/en/articles/cloudinary-usage-api-deep-dive */
const CALLS_PER_HOUR = { free: 500, paid: 2000 } as const;
/** The share of the quota that is left to others: the default of `quotaReserve`. */
const RESERVE = 0.2;
/** How long a step works before the next one takes over: 15 minutes, less two in which to finish. */
const STEP_SECONDS = 780;
/** The functions of runs have 1,024 MB. */
const CPU_STRETCH = MB_PER_CPU / 1024;
/** Keys in one answer to LIST. */
const KEYS = 1000;
/** Documents that a run writes once. */
const DOCUMENTS = 8;

/**
 * The cost of the runs of a library at AWS with the default schedules, in dollars. Copying the revisions that an inventory
 * run finds missing is not included.
 */
export function runCosts(assets: number, { pageMs, assetMs, s3Ms, inventoryBytes }: Assumptions) {
  const stepsOf = (seconds: number): number => Math.ceil(seconds / STEP_SECONDS);
  // Every shard has a file for each step, and a few for the whole run.
  const filesOf = (steps: number): number => shardCountFor(assets) * (steps + 4) + DOCUMENTS;
  const secondsOf = (waits: number, waitMs: number): number => {
    const raw = (assets * assetMs * CPU_STRETCH + waits * waitMs) / 1000;
    return raw + (2 * filesOf(stepsOf(raw)) * s3Ms) / 1000;
  };
  const cost = (seconds: number, lists: number): number => {
    const steps = stepsOf(seconds);
    const files = filesOf(steps);
    return runCost({ puts: files + lists, gets: files, messages: 4, gbSeconds: seconds, transitions: 6 + 3 * steps });
  };
  const calls = Math.ceil(assets / PAGE) + LISTINGS.length;
  const lists = Math.ceil(assets / KEYS);
  const listing = secondsOf(calls, pageMs);
  const inventory = cost(listing, 2);
  const verify = cost(secondsOf(lists, s3Ms), lists);
  const hours = Math.max(calls / (CALLS_PER_HOUR.paid * (1 - RESERVE)), listing / 3600);
  const inventoriesPerMonth = Math.min(HOURS_PER_MONTH / 24, HOURS_PER_MONTH / hours);
  return {
    assets,
    /** Admin API calls of one inventory run, and the hours that they take at 2,000 an hour, less the reserve. */
    calls,
    hours,
    inventory,
    /** One a day, or as many as a month has time for. */
    inventoriesPerMonth,
    verify,
    inventoriesMonthly: inventory * inventoriesPerMonth,
    /** The increase of the monthly cost of storage, each month: inventories are kept. */
    storageGrowth: storage(assets * inventoryBytes * inventoriesPerMonth),
    verifyMonthly: (verify * HOURS_PER_MONTH) / 24 / 7,
  };
}

/** Cloudinary does not say whether its GB has 10^9 or 2^30 bytes. The former gives the larger number. */
const CLOUDINARY_GB = 1e9;

/**
 * How much of a Cloudinary plan different ways of backing up a library use. A credit is 1 GB of storage or of
 * bandwidth.
 */
export function cloudinaryUse(assets: number, { averageBytes, monthlyChanges }: Assumptions) {
  const gigabytes = (assets * averageBytes) / CLOUDINARY_GB;
  const listingCalls = Math.ceil(assets / PAGE);
  return {
    assets,
    /** GB of bandwidth for one download of everything, which this pipeline does once. */
    downloadOnce: gigabytes,
    /** GB of bandwidth a month for new and overwritten originals. */
    downloadMonthly: gigabytes * monthlyChanges,
    /** GB of storage that Cloudinary's own backup uses each month while every asset has one revision. */
    nativeStorage: gigabytes,
    /** Calls to list everything once, and the hours that they take within the quota. */
    listingCalls,
    listingHours: { free: listingCalls / CALLS_PER_HOUR.free, paid: listingCalls / CALLS_PER_HOUR.paid },
  };
}
