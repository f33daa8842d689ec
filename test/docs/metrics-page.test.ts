import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUCKET_VIOLATIONS, METRIC_NAMESPACE, METRICS, type Metric, UNKNOWN_CLOUD } from '#shared/domain/metrics.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8');

/** The rows of every table with so many columns, without their padding. */
function rows(columns: number): readonly (readonly string[])[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter((cells) => cells.length === columns);
}

const metrics: readonly (readonly [string, Metric])[] = Object.entries(METRICS);

function seriesOf(wanted: boolean): number {
  return metrics
    .filter(([, { seldom = false }]) => seldom === wanted)
    .reduce((sum, [, { by }]) => sum + (by?.values.length ?? 1), 0);
}

const DOLLARS_FOR_A_SERIES = 0.3;

describe('docs/metrics.md', () => {
  test('has every metric as it is, in its order, and no other; those of runs in a table of their own', () => {
    const { name, dimension, unit, meaning } = BUCKET_VIOLATIONS;
    const rowsOf = (wanted: boolean) =>
      metrics
        .filter(([, { seldom = false }]) => seldom === wanted)
        .map(([name, { unit, by, meaning }]) => [
          ...[`\`${name}\``, unit, by === undefined ? '`cloud`' : `\`cloud, ${by.dimension}\``, meaning],
        ]);
    expect(rows(4)).toEqual([...rowsOf(false), [`\`${name}\``, unit, `\`${dimension}\``, meaning], ...rowsOf(true)]);
  });

  test('has every value of every dimension, and no other', () => {
    const dimensions = metrics.flatMap(([name, { by }]) =>
      by === undefined
        ? []
        : [[`\`${by.dimension}\``, `\`${name}\``, by.values.map((value) => `\`${value}\``).join(', ')]],
    );
    expect(rows(3)).toEqual(dimensions);
  });

  test('names the namespace, and the cloud of what has none', () => {
    expect(page).toContain(`in the namespace \`${METRIC_NAMESPACE}\``);
    expect(page).toContain(`else \`${UNKNOWN_CLOUD}\``);
  });

  test('counts the series, and what they cost', () => {
    const [hourly, seldom] = [seriesOf(false), seriesOf(true)];
    expect(page).toContain(`${hourly} for each cloud at most`);
    expect(page).toContain(`a cloud costs $${(hourly * DOLLARS_FOR_A_SERIES).toFixed(2)} a month`);
    expect(page).toContain(`The ${seldom} of runs`);
    expect(page).toContain(`$${((seldom * DOLLARS_FOR_A_SERIES) / 24).toFixed(2)} a month for all of them`);
  });
});
