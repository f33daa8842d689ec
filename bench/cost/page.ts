import { join } from 'node:path';
import { type Charge, sumOf } from './charges.ts';
import type { Estimate } from './estimate.ts';
import { type FunctionRun, type Measurements, SITUATIONS, type Situation, type SituationRun } from './measurements.ts';
import { ASSUMED, type Assumptions, UNITS } from './options.ts';
import { dollarText, numberText, PRICES, PRICES_DATE, type Price, priceText } from './prices.ts';

/** The page that holds the tables. */
export const PAGE = join(import.meta.dirname, '../../docs/cost.md');

const NAMES: Readonly<Record<Situation, string>> = {
  bulk: 'bulk',
  full: 'live, full batches',
  trickle: 'live, one at a time',
};
const NONE = '–';
/** Columns of dollars by their heads. */
type DollarColumns = Readonly<Record<string, 'dollars' | 'afterFreeTier'>>;
const A_MILLION: DollarColumns = { 'a million revisions:': 'dollars' };

/**
 * The page with its computed parts as they are now; everything between them is left alone.
 *
 * @throws Error for a part without markers, and for markers without a part
 */
export function withSections(page: string, parts: Readonly<Record<string, string>>): string {
  const missing = new Set(Object.keys(parts));
  const written = page.replace(/<!-- computed: (\w+) -->\n.*?<!-- end -->/gs, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`docs/cost.md has markers for ${name}, which nothing computes`);
    missing.delete(name);
    return `<!-- computed: ${name} -->\n\n${part}\n\n<!-- end -->`;
  });
  if (missing.size > 0) throw new Error(`docs/cost.md has no markers for ${[...missing].join(', ')}`);
  return written;
}

/** The computed parts of the page, by their names in its markers. */
export function sections(
  { situations, monthly, libraries, runs, cloudinary }: Estimate,
  measurements: Measurements,
  assumptions: Assumptions,
): Readonly<Record<string, string>> {
  return {
    summary: summary(situations),
    bulk: chargesTable(situations.bulk.charges, A_MILLION),
    full: chargesTable(situations.full.charges, A_MILLION),
    trickle: chargesTable(situations.trickle.charges, A_MILLION),
    counted: counted(measurements),
    monthly: chargesTable(monthly, { 'a month:': 'dollars', 'after the free tier:': 'afterFreeTier' }),
    libraries: table(
      ['assets:', 'initial copy, once:', 'storage, a month:', 'changes, a month:', 'storage grows each month by:'],
      libraries.map(({ assets, initial, storagePerMonth, changesPerMonth, storageGrowth }) => {
        const changes = new Set([changesPerMonth.full, changesPerMonth.trickle].map(dollarText));
        const dollars = [initial, storagePerMonth].map(dollarText);
        return [numberText(assets), ...dollars, [...changes].join(' to '), dollarText(storageGrowth)];
      }),
    ),
    runs: table(
      [
        'assets:',
        'calls of an inventory:',
        'hours at 2,000 an hour:',
        'an inventory:',
        'inventories a month:',
        'their price, a month:',
        'storage grows each month by:',
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
    cloudinary: table(
      [
        'assets:',
        'this pipeline: bandwidth, once:',
        'and each month:',
        "Cloudinary's backup: storage, each month:",
        'polling: calls for one listing:',
        'at 500 an hour:',
        'at 2,000 an hour:',
      ],
      cloudinary.map(({ assets, downloadOnce, downloadMonthly, nativeStorage, listingCalls, listingHours }) => [
        numberText(assets),
        ...[downloadOnce, downloadMonthly, nativeStorage].map((gigabytes) => `${numberText(gigabytes)} GB`),
        numberText(listingCalls),
        hoursText(listingHours.free),
        hoursText(listingHours.paid),
      ]),
    ),
    assumptions: table(
      ['assumption', 'value:', 'option'],
      ASSUMED.map(({ name, what, unit, option }) => {
        const value = Number((assumptions[name] / UNITS[unit]).toFixed(4));
        return [what, `${value} ${unit}`, `\`--${option}\``];
      }),
    ),
    prices: `${prices()}\n\nLooked up on ${PRICES_DATE}.`,
  };
}

/**
 * A table in Markdown, its columns padded to read well as text.
 *
 * @param head a colon at the end aligns the column to the right, as it does in Markdown's rule
 */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = head.map((text) => text.replace(/:$/, ''));
  const widths = heads.map((_, column) => Math.max(3, ...[heads, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], filler = ' ') => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return head[column]?.endsWith(':') ? cell.padStart(width, filler) : cell.padEnd(width, filler);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = head.map((text) => (text.endsWith(':') ? ':' : ''));
  return [line(heads), line(rule, '-'), ...rows.map((row) => line(row))].join('\n');
}

function hoursText(value: number): string {
  return value < 1 ? 'less than 1 h' : `${numberText(Math.ceil(value))} h`;
}

function msText(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function chargesTable(charges: readonly Charge[], columns: DollarColumns): string {
  const fields = Object.values(columns);
  return table(
    ['what', 'arithmetic', ...Object.keys(columns)],
    [
      ...charges.map((charge) => [charge.what, charge.arithmetic, ...fields.map((field) => dollarText(charge[field]))]),
      ['**together**', '', ...fields.map((field) => `**${dollarText(sumOf(charges, field))}**`)],
    ],
  );
}

function summary(situations: Estimate['situations']): string {
  return table(
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
        NAMES[name],
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
    perRevision('calls of the webhook, for one revision', ({ webhook }) => webhook.invocations),
    perRevision('calls of the worker', ({ worker }) => worker.invocations),
    perRevision('SQS: sends', ({ sqsSends }) => sqsSends),
    perRevision('bytes of the message', ({ messageBytes }) => messageBytes),
    perRevision('S3: PUT of the revision', ({ s3 }) => s3.revisionPuts),
    perRevision('S3: PUT of the journal', ({ s3 }) => s3.journalPuts),
    perRevision('bytes in the journal', ({ journalBytes }) => journalBytes),
    perRevision('S3: HEAD, GET', ({ s3 }) => s3.heads + s3.gets),
    perRevision('S3: LIST', ({ s3 }) => s3.lists),
    perRevision('log lines of the functions', ({ webhook, worker }) => webhook.logLines + worker.logLines),
    perRevision('and their bytes', ({ webhook, worker }) => webhook.logBytes + worker.logBytes),
    ...(['webhook', 'worker'] as const).flatMap((name) => [
      perCall(name, 'CPU time of a call', ({ cpuMsPerCall }) => cpuMsPerCall),
      perCall(name, 'local duration of a call, median', ({ localMs }) => localMs),
    ]),
  ];
  const heads = SITUATIONS.map((name) => `${NAMES[name]}:`);
  const { command, at, commit, where } = measured;
  const size = numberText(originalBytes / 1000);
  return `${table(['', ...heads], rows)}\n\nCounted by \`${command}\` at ${at}, commit ${commit}, with originals of ${size} KB: ${where}.`;
}

function prices(): string {
  return table(
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
