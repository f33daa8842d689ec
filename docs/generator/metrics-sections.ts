import { seriesOfCloud } from '#bench/cost/charges.ts';
import { costOf, dollarText, PRICES } from '#bench/cost/prices.ts';
import type { StackTemplate } from '#bench/cost/stack-template.ts';
import { markdownTable } from '#bench/markdown-table.ts';
import { BUCKET_VIOLATIONS, METRICS, type Metric } from '#shared/domain/metrics.ts';
import { alarmTable } from './alarm-table.ts';
import type { Sections } from './with-sections.ts';

const ALL: readonly (readonly [name: string, metric: Metric])[] = Object.entries(METRICS);
const OF_RUNS = ALL.filter(([, { seldom = false }]) => seldom);
const OF_WORK = ALL.filter(([, { seldom = false }]) => !seldom);
const HOURS_PER_DAY = 24;

/**
 * The sections of docs/metrics.md: the tables of metrics, dimensions, series and alarms.
 *
 * @param template of the stack with these clouds
 */
export function metricsSections(template: StackTemplate, clouds: readonly string[]): Sections {
  const { name, dimension, unit, meaning } = BUCKET_VIOLATIONS;
  return {
    metrics: metricTable([...OF_WORK.map(metricRow), [code(name), unit, code(dimension), meaning]]),
    'metrics of runs': metricTable(OF_RUNS.map(metricRow)),
    dimensions: markdownTable(
      ['dimension', 'of', 'values'],
      ALL.flatMap(([metric, { by }]) =>
        by === undefined ? [] : [[code(by.dimension), code(metric), by.values.map(code).join(', ')]],
      ),
    ),
    series: seriesTable(),
    alarms: alarmTable(template, clouds),
  };
}

function code(text: string): string {
  return `\`${text}\``;
}

function metricTable(rows: readonly (readonly string[])[]): string {
  return markdownTable(['metric', 'unit', 'dimensions', 'meaning'], rows);
}

function metricRow([name, { unit, by, meaning }]: readonly [string, Metric]): readonly string[] {
  return [code(name), unit, code(by === undefined ? 'cloud' : `cloud, ${by.dimension}`), meaning];
}

function seriesTable(): string {
  const row = (what: string, series: number, share = 1) => [
    what,
    `${series}`,
    dollarText(costOf(PRICES.metric, series * share)),
  ];
  return markdownTable(
    ['series', 'at most:', 'a month:'],
    [
      row('of a cloud, each with data in every hour', seriesOfCloud(false)),
      row('of the runs of a cloud, each with data in one hour of a day', seriesOfCloud(true), 1 / HOURS_PER_DAY),
      row('of the bucket, with data in every hour', 1),
    ],
  );
}
