import type { Assumptions } from '../assumptions.ts';
import { sumOf } from '../charges/charge.ts';
import { dollarText, numberText } from '../charges/number-text.ts';
import type { Estimate } from '../estimate.ts';
import { PRICES, PRICES_DATE, type Price, priceText } from '../prices.ts';
import type { Situation } from '../situations.ts';
import { markdownTable } from './markdown-table.ts';

const NAMES: Readonly<Record<Situation, string>> = {
  bulk: 'bulk',
  full: 'live, full batches',
  trickle: 'live, one at a time',
};

const chargesOf = (situation: Situation, { situations }: Estimate): string => {
  const { charges, total } = situations[situation];
  const rows = charges.map(({ what, arithmetic, dollars }) => [what, arithmetic, dollarText(dollars)]);
  return markdownTable(
    ['what', 'arithmetic', 'a million revisions'],
    [...rows, ['**together**', '', `**${dollarText(total)}**`]],
    [2],
  );
};

const summary = ({ situations }: Estimate): string =>
  markdownTable(
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

const monthly = ({ monthly: charges }: Estimate): string =>
  markdownTable(
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

const range = (least: string, most: string): string => (least === most ? least : `${least} to ${most}`);

const libraries = ({ libraries: costs }: Estimate): string =>
  markdownTable(
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

const hours = (value: number): string => (value < 1 ? 'less than 1 h' : `${numberText(Math.ceil(value))} h`);

const cloudinary = ({ cloudinary: uses }: Estimate): string =>
  markdownTable(
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

const prices = (): string =>
  markdownTable(
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

const assumed = ({ averageBytes, monthlyChanges, s3Ms, sqsMs, cloudinaryMs }: Assumptions): string =>
  markdownTable(
    ['assumption', 'value', 'option'],
    [
      ['average size of an original', `${numberText(averageBytes / 1000)} KB`, '`--average-size`'],
      ['new and overwritten originals a month', `${numberText(monthlyChanges * 100)} %`, '`--monthly-changes`'],
      ['one answer of S3', `${s3Ms} ms`, '`--s3-ms`'],
      ['one answer of SQS', `${sqsMs} ms`, '`--sqs-ms`'],
      ['the slowest download of a batch', `${cloudinaryMs} ms`, '`--cloudinary-ms`'],
    ],
    [1],
  );

/** The computed parts of the page, by their names in its markers. */
export const sections = (computed: Estimate, assumptions: Assumptions): Readonly<Record<string, string>> => ({
  summary: summary(computed),
  bulk: chargesOf('bulk', computed),
  full: chargesOf('full', computed),
  trickle: chargesOf('trickle', computed),
  monthly: monthly(computed),
  libraries: libraries(computed),
  cloudinary: cloudinary(computed),
  assumptions: assumed(assumptions),
  prices: `${prices()}\n\nLooked up on ${PRICES_DATE}.`,
});
