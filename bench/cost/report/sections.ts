import type { Assumptions } from '../assumptions.ts';
import { sumOf } from '../charges/charge.ts';
import { dollarText, numberText } from '../charges/number-text.ts';
import type { Estimate } from '../estimate.ts';
import type { FunctionRun, Measurements, SituationRun } from '../measurements.ts';
import { PRICES, PRICES_DATE, type Price, priceText } from '../prices.ts';
import type { Situation } from '../situations.ts';
import { markdownTable } from './markdown-table.ts';

const NAMES: Readonly<Record<Situation, string>> = {
  bulk: 'bulk',
  full: 'live, full batches',
  trickle: 'live, one at a time',
};

function chargesOf(situation: Situation, { situations }: Estimate): string {
  const { charges, total } = situations[situation];
  const rows = charges.map(({ what, arithmetic, dollars }) => [what, arithmetic, dollarText(dollars)]);
  return markdownTable(
    ['what', 'arithmetic', 'a million revisions'],
    [...rows, ['**together**', '', `**${dollarText(total)}**`]],
    [2],
  );
}

function summary({ situations }: Estimate): string {
  return markdownTable(
    [
      'situation',
      'a million revisions',
      'target',
      'revisions in a batch',
      'webhook',
      'worker, a batch',
      'target met up to',
    ],
    (['bulk', 'full', 'trickle'] as const).map((name) => {
      const { total, target, batchSize, webhook, worker, workerMsAtTarget } = situations[name];
      return [
        NAMES[name],
        dollarText(total),
        target === undefined ? '–' : `at most ${dollarText(target)}`,
        numberText(batchSize),
        name === 'bulk' ? '–' : `${webhook.ms.toFixed(0)} ms`,
        `${worker.ms.toFixed(0)} ms`,
        workerMsAtTarget === undefined ? '–' : `${workerMsAtTarget.toFixed(0)} ms`,
      ];
    }),
    [1, 3, 4, 5, 6],
  );
}

function counted({ situations, measured, originalBytes }: Measurements): string {
  const names = ['bulk', 'full', 'trickle'] as const;
  const perRevision = (count: (run: SituationRun) => number) =>
    names.map((name) => numberText(count(situations[name]) / situations[name].revisions));
  const perCall = (value: number, { invocations }: FunctionRun) =>
    invocations === 0 ? '–' : `${numberText(value)} ms`;
  const ofCalls = (value: (run: SituationRun) => readonly [number, FunctionRun]) =>
    names.map((name) => perCall(...value(situations[name])));
  const rows = [
    ['revisions', ...names.map((name) => numberText(situations[name].revisions))],
    ['calls of the webhook, for one revision', ...perRevision(({ webhook }) => webhook.invocations)],
    ['calls of the worker', ...perRevision(({ worker }) => worker.invocations)],
    ['SQS: sends', ...perRevision(({ sqsSends }) => sqsSends)],
    ['bytes of the message', ...perRevision(({ messageBytes }) => messageBytes)],
    ['S3: PUT of the revision', ...perRevision(({ s3 }) => s3.revisionPuts)],
    ['S3: PUT of the journal', ...perRevision(({ s3 }) => s3.journalPuts)],
    ['bytes in the journal', ...perRevision(({ journalBytes }) => journalBytes)],
    ['S3: HEAD, GET', ...perRevision(({ s3 }) => s3.heads + s3.gets)],
    ['S3: LIST', ...perRevision(({ s3 }) => s3.lists)],
    ['log lines of the functions', ...perRevision(({ webhook, worker }) => webhook.logLines + worker.logLines)],
    ['and their bytes', ...perRevision(({ webhook, worker }) => webhook.logBytes + worker.logBytes)],
    ['webhook: CPU time of a call', ...ofCalls(({ webhook }) => [webhook.cpuMsPerCall, webhook])],
    ['webhook: local duration of a call, median', ...ofCalls(({ webhook }) => [webhook.localMs, webhook])],
    ['worker: CPU time of a call', ...ofCalls(({ worker }) => [worker.cpuMsPerCall, worker])],
    ['worker: local duration of a call, median', ...ofCalls(({ worker }) => [worker.localMs, worker])],
  ];
  const table = markdownTable(['', ...names.map((name) => NAMES[name])], rows, [1, 2, 3]);
  const size = numberText(originalBytes / 1000);
  return `${table}\n\nCounted by \`${measured.command}\` at ${measured.at}, commit ${measured.commit}, with originals of ${size} KB: ${measured.where}.`;
}

function monthly({ monthly: charges }: Estimate): string {
  return markdownTable(
    ['what', 'arithmetic', 'a month', 'after the free tier'],
    [
      ...charges.map(({ what, arithmetic, dollars, afterFreeTier }) => [
        what,
        arithmetic,
        dollarText(dollars),
        dollarText(afterFreeTier),
      ]),
      [
        '**together**',
        '',
        `**${dollarText(sumOf(charges))}**`,
        `**${dollarText(charges.reduce((sum, { afterFreeTier }) => sum + afterFreeTier, 0))}**`,
      ],
    ],
    [2, 3],
  );
}

function range(least: string, most: string): string {
  return least === most ? least : `${least} to ${most}`;
}

function libraries({ libraries: costs }: Estimate): string {
  return markdownTable(
    ['assets', 'initial copy, once', 'storage, a month', 'changes, a month', 'storage grows each month by'],
    costs.map(({ assets, initial, storagePerMonth, changesPerMonth, storageGrowth }) => [
      numberText(assets),
      dollarText(initial),
      dollarText(storagePerMonth),
      range(dollarText(changesPerMonth.full), dollarText(changesPerMonth.trickle)),
      dollarText(storageGrowth),
    ]),
    [0, 1, 2, 3, 4],
  );
}

function hours(value: number): string {
  return value < 1 ? 'less than 1 h' : `${numberText(Math.ceil(value))} h`;
}

function runs({ runs: costs }: Estimate): string {
  return markdownTable(
    [
      'assets',
      'calls of an inventory',
      'hours at 2,000 an hour',
      'an inventory',
      'inventories a month',
      'their price, a month',
      'storage grows each month by',
      'verify runs, a month',
    ],
    costs.map((cost) => [
      numberText(cost.assets),
      numberText(cost.calls),
      hours(cost.hours),
      dollarText(cost.inventory),
      cost.inventoriesPerMonth.toFixed(1),
      dollarText(cost.inventoriesMonthly),
      dollarText(cost.storageGrowth),
      dollarText(cost.verifyMonthly),
    ]),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
}

function cloudinary({ cloudinary: uses }: Estimate): string {
  return markdownTable(
    [
      'assets',
      'this pipeline: bandwidth, once',
      'and each month',
      "Cloudinary's backup: storage, each month",
      'polling: calls for one listing',
      'at 500 an hour',
      'at 2,000 an hour',
    ],
    uses.map(({ assets, downloadOnce, downloadMonthly, nativeStorage, listingCalls, listingHours }) => [
      numberText(assets),
      `${numberText(downloadOnce)} GB`,
      `${numberText(downloadMonthly)} GB`,
      `${numberText(nativeStorage)} GB`,
      numberText(listingCalls),
      hours(listingHours.free),
      hours(listingHours.paid),
    ]),
    [0, 1, 2, 3, 4, 5, 6],
  );
}

function prices(): string {
  return markdownTable(
    ['price', 'for', 'free each month', "AWS's page", 'also quoted by'],
    // As Price: the literals have no common type for what is free.
    Object.values<Price>(PRICES).map((price) => [
      priceText(price),
      price.unit,
      price.free === 0 ? '–' : numberText(price.free),
      `<${price.url}>`,
      price.quoted === undefined ? '–' : `<${price.quoted.url}> (${price.quoted.date})`,
    ]),
  );
}

function assumed(assumptions: Assumptions): string {
  const { averageBytes, monthlyChanges, s3Ms, sqsMs, cloudinaryMs, pageMs, assetMs, inventoryBytes } = assumptions;
  return markdownTable(
    ['assumption', 'value', 'option'],
    [
      ['average size of an original', `${numberText(averageBytes / 1000)} KB`, '`--average-size`'],
      ['new and overwritten originals a month', `${numberText(monthlyChanges * 100)} %`, '`--monthly-changes`'],
      ['one answer of S3', `${s3Ms} ms`, '`--s3-ms`'],
      ['one answer of SQS', `${sqsMs} ms`, '`--sqs-ms`'],
      ['the slowest download of a batch', `${cloudinaryMs} ms`, '`--cloudinary-ms`'],
      ['one page of a listing', `${pageMs} ms`, '`--page-ms`'],
      ['CPU time of a run for one asset', `${assetMs} ms`, '`--asset-ms`'],
      ['what an inventory writes of one asset', `${inventoryBytes} B`, '`--inventory-bytes`'],
    ],
    [1],
  );
}

/** The computed parts of the page, by their names in its markers. */
export function sections(
  computed: Estimate,
  measurements: Measurements,
  assumptions: Assumptions,
): Readonly<Record<string, string>> {
  return {
    summary: summary(computed),
    bulk: chargesOf('bulk', computed),
    full: chargesOf('full', computed),
    trickle: chargesOf('trickle', computed),
    counted: counted(measurements),
    monthly: monthly(computed),
    libraries: libraries(computed),
    runs: runs(computed),
    cloudinary: cloudinary(computed),
    assumptions: assumed(assumptions),
    prices: `${prices()}\n\nLooked up on ${PRICES_DATE}.`,
  };
}
