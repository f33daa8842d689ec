import type { Assumptions } from './assumptions.ts';
import { type Charge, sumOf } from './charges/charge.ts';
import { type CloudinaryUse, cloudinaryUse } from './charges/cloudinary-use.ts';
import { type FunctionDuration, webhookDuration, workerDuration } from './charges/function-duration.ts';
import { LIBRARY_SIZES, type LibraryCosts, libraryCosts } from './charges/library-costs.ts';
import { type MonthlyCharge, monthlyCharges } from './charges/monthly-charges.ts';
import { revisionCharges } from './charges/revision-charges.ts';
import { type RunCosts, runCosts } from './charges/run-costs.ts';
import type { Measurements } from './measurements.ts';
import { costOf, PRICES } from './prices.ts';
import { SITUATIONS, type Situation } from './situations.ts';
import type { StackFacts } from './stack/stack-facts.ts';
import { TARGETS } from './targets.ts';

/** What a situation costs. */
export interface SituationEstimate {
  readonly charges: readonly Charge[];
  /** Dollars for a million revisions. */
  readonly total: number;
  readonly batchSize: number;
  readonly webhook: FunctionDuration;
  readonly worker: FunctionDuration;
  /** The most that it shall cost, where that is decided. */
  readonly target?: number;
  /** How long a batch of the worker may take before the target is missed, in milliseconds. */
  readonly workerMsAtTarget?: number;
}

/** Everything that the script computes. */
export interface Estimate {
  readonly situations: Readonly<Record<Situation, SituationEstimate>>;
  readonly monthly: readonly MonthlyCharge[];
  readonly libraries: readonly LibraryCosts[];
  readonly runs: readonly RunCosts[];
  readonly cloudinary: readonly CloudinaryUse[];
}

/**
 * Computes it from what is configured, what was measured, and what is assumed.
 *
 * @param clouds how many product environments the stack backs up
 */
export function estimate(
  facts: StackFacts,
  measurements: Measurements,
  assumptions: Assumptions,
  clouds: number,
): Estimate {
  const estimated = (situation: Situation): SituationEstimate => {
    const run = measurements.situations[situation];
    const charges = revisionCharges(run, facts, assumptions);
    const total = sumOf(charges);
    const batchSize = run.revisions / run.worker.invocations;
    const worker = workerDuration(run, facts, assumptions);
    const computed = { charges, total, batchSize, webhook: webhookDuration(run, facts, assumptions), worker };
    const target = TARGETS[situation];
    if (target === undefined) return computed;
    const gbSecondsPerMs = (1e6 / batchSize) * (facts.workerMemoryMb / 1024) * 0.001;
    const spareMs = (target - total) / costOf(PRICES.lambdaDuration, gbSecondsPerMs);
    return { ...computed, target, workerMsAtTarget: worker.ms + spareMs };
  };
  const situations = { bulk: estimated('bulk'), full: estimated('full'), trickle: estimated('trickle') };
  const prices = { bulk: situations.bulk.total, full: situations.full.total, trickle: situations.trickle.total };
  // One at a time, a journal object has the fields of one revision and nothing to share.
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
