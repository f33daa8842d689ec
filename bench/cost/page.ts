import { markdownTable } from '../markdown-table.ts';
import { type Charge, sumOf } from './charges.ts';
import type { Estimate } from './estimate.ts';
import { type FunctionRun, type Measurements, SITUATIONS, type Situation, type SituationRun } from './measurements.ts';
import { ASSUMED, type Assumptions, UNITS } from './options.ts';
import { dollarText, numberText, PRICES, PRICES_DATE, type Price, priceText } from './prices.ts';

/** What tables, pages and messages call each situation. */
export const SITUATION_NAMES: Readonly<Record<Situation, string>> = {
  bulk: 'bulk',
  full: 'live, full batches',
  trickle: 'live, one at a time',
};
/** The headings of docs/cost.md, for the sections that stand under them. */
export const SECTION_TITLES = {
  summary: 'A million revisions',
  bulk: 'Bulk',
  full: 'Live, full batches',
  trickle: 'Live, one at a time',
  counted: 'Counts',
  monthly: 'Fixed costs of a month',
  libraries: 'Libraries',
  runs: 'Runs',
  cloudinary: 'At Cloudinary',
  assumptions: 'Assumptions',
  prices: 'Prices',
} as const;
const NONE = '–';
/** Columns of dollars, by their headings. */
type DollarColumns = Readonly<Record<string, 'dollars' | 'afterFreeTier'>>;
const A_MILLION: DollarColumns = { 'a million revisions:': 'dollars' };

/** The generated sections of docs/cost.md. */
export function costSections(
  { situations, monthly, libraries, runs, cloudinary }: Estimate,
  measurements: Measurements,
  assumptions: Assumptions,
): Readonly<Record<keyof typeof SECTION_TITLES, string>> {
  return {
    summary: summary(situations),
    bulk: chargesTable(situations.bulk.charges, A_MILLION),
    full: chargesTable(situations.full.charges, A_MILLION),
    trickle: chargesTable(situations.trickle.charges, A_MILLION),
    counted: counted(measurements),
    monthly: chargesTable(monthly, { 'a month:': 'dollars', 'after the free tier:': 'afterFreeTier' }),
    libraries: markdownTable(
      ['assets:', 'initial copy, once:', 'storage, a month:', 'changes, a month:', 'storage grows, a month:'],
      libraries.map(({ assets, initial, storagePerMonth, changesPerMonth, storageGrowth }) => {
        const changes = new Set([changesPerMonth.full, changesPerMonth.trickle].map(dollarText));
        const dollars = [initial, storagePerMonth].map(dollarText);
        return [numberText(assets), ...dollars, [...changes].join(' to '), dollarText(storageGrowth)];
      }),
    ),
    runs: markdownTable(
      [
        'assets:',
        'Admin API calls:',
        'time at 2,000 calls an hour:',
        'one inventory run:',
        'inventory runs a month:',
        'their cost, a month:',
        'storage grows, a month:',
        'verify runs, a month:',
      ],
      runs.map(({ assets, calls, hours, inventory, inventoriesPerMonth, ...costs }) => [
        numberText(assets),
        numberText(calls),
        hoursText(hours),
        dollarText(inventory),
        inventoriesPerMonth.toFixed(1),
        ...[costs.inventoriesMonthly, costs.storageGrowth, costs.verifyMonthly].map(dollarText),
      ]),
    ),
    cloudinary: markdownTable(
      [
        'assets:',
        'this pipeline: bandwidth, once:',
        'and a month:',
        "Cloudinary's backup: storage, a month:",
        'polling: calls for one listing:',
        'time at 500 an hour:',
        'time at 2,000 an hour:',
      ],
      cloudinary.map(({ assets, downloadOnce, downloadMonthly, nativeStorage, listingCalls, listingHours }) => [
        numberText(assets),
        ...[downloadOnce, downloadMonthly, nativeStorage].map((gigabytes) => `${numberText(gigabytes)} GB`),
        numberText(listingCalls),
        hoursText(listingHours.free),
        hoursText(listingHours.paid),
      ]),
    ),
    assumptions: markdownTable(
      ['assumption', 'value:', 'option'],
      ASSUMED.map(({ name, what, unit, option }) => {
        const value = Number((assumptions[name] / UNITS[unit]).toFixed(4));
        return [what, `${value} ${unit}`, `\`--${option}\``];
      }),
    ),
    prices: `${prices()}\n\nLooked up on ${PRICES_DATE}.`,
  };
}

function hoursText(value: number): string {
  return value < 1 ? 'less than 1 h' : `${numberText(Math.ceil(value))} h`;
}

function msText(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function chargesTable(charges: readonly Charge[], columns: DollarColumns): string {
  const fields = Object.values(columns);
  return markdownTable(
    ['what', 'arithmetic', ...Object.keys(columns)],
    [
      ...charges.map((charge) => [charge.what, charge.arithmetic, ...fields.map((field) => dollarText(charge[field]))]),
      ['**total**', '', ...fields.map((field) => `**${dollarText(sumOf(charges, field))}**`)],
    ],
  );
}

function summary(situations: Estimate['situations']): string {
  return markdownTable(
    [
      'situation',
      'a million revisions:',
      'target',
      'revisions in a batch:',
      'webhook:',
      'worker, a batch:',
      'target met up to:',
    ],
    SITUATIONS.map((name) => {
      const { total, target, batchSize, webhook, worker, workerMsAtTarget } = situations[name];
      return [
        SITUATION_NAMES[name],
        dollarText(total),
        target === undefined ? NONE : `at most ${dollarText(target)}`,
        numberText(batchSize),
        name === 'bulk' ? NONE : msText(webhook.ms),
        msText(worker.ms),
        workerMsAtTarget === undefined ? NONE : msText(workerMsAtTarget),
      ];
    }),
  );
}

function counted({ situations, measured, originalBytes }: Measurements): string {
  const row = (what: string, cell: (run: SituationRun) => string) => [
    what,
    ...SITUATIONS.map((name) => cell(situations[name])),
  ];
  const perRevision = (what: string, count: (run: SituationRun) => number) =>
    row(what, (run) => numberText(count(run) / run.revisions));
  const perCall = (name: 'webhook' | 'worker', what: string, value: (run: FunctionRun) => number) =>
    row(`${name}: ${what}`, ({ [name]: run }) => (run.invocations === 0 ? NONE : `${numberText(value(run))} ms`));
  const rows = [
    row('revisions', ({ revisions }) => numberText(revisions)),
    perRevision('calls of the webhook function', ({ webhook }) => webhook.invocations),
    perRevision('calls of the worker function', ({ worker }) => worker.invocations),
    perRevision('SQS: sends', ({ sqsSends }) => sqsSends),
    perRevision('bytes of the message', ({ messageBytes }) => messageBytes),
    perRevision('S3: PUT of the revision', ({ s3 }) => s3.revisionPuts),
    perRevision('S3: PUT of the journal', ({ s3 }) => s3.journalPuts),
    perRevision('bytes in the journal', ({ journalBytes }) => journalBytes),
    perRevision('S3: HEAD, GET', ({ s3 }) => s3.heads + s3.gets),
    perRevision('S3: LIST', ({ s3 }) => s3.lists),
    perRevision('log lines of the functions', ({ webhook, worker }) => webhook.logLines + worker.logLines),
    perRevision('bytes in these lines', ({ webhook, worker }) => webhook.logBytes + worker.logBytes),
    ...(['webhook', 'worker'] as const).flatMap((name) => [
      perCall(name, 'CPU time of a call', ({ cpuMsPerCall }) => cpuMsPerCall),
      perCall(name, 'local duration of a call, median', ({ localMs }) => localMs),
    ]),
  ];
  const heads = SITUATIONS.map((name) => `${SITUATION_NAMES[name]}:`);
  const { command, at, commit, where } = measured;
  const size = numberText(originalBytes / 1000);
  return `${markdownTable(['', ...heads], rows)}\n\nCounted by \`${command}\` at ${at}, commit ${commit}, with originals of ${size} KB:\n${where}.`;
}

function prices(): string {
  return markdownTable(
    ['price', 'for', 'free each month', "AWS's page", 'also quoted by'],
    Object.values<Price>(PRICES).map((price) => [
      priceText(price),
      price.unit,
      price.free === 0 ? NONE : numberText(price.free),
      `<https://aws.amazon.com/${price.service}/pricing/>`,
      price.quoted ?? NONE,
    ]),
  );
}
