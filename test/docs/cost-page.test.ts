import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Estimate, estimate, TARGETS } from '#bench/cost/estimate.ts';
import { type Measurements, readMeasurements } from '#bench/cost/measurements.ts';
import { optionsOf } from '#bench/cost/options.ts';
import { PAGE, sections, withSections } from '#bench/cost/page.ts';
import { stackFacts, synthesizeTemplate } from '#bench/cost/stack-facts.ts';

const { assumptions, configuration } = optionsOf([]);
let computed: Estimate;
let measurements: Measurements;

beforeAll(async () => {
  const facts = stackFacts(await synthesizeTemplate(configuration));
  measurements = await readMeasurements();
  computed = estimate(facts, measurements, assumptions, 1);
}, 60_000);

describe('docs/cost.md', () => {
  test('has the tables that `npm run cost -- --write` writes: run it', async () => {
    const page = await readFile(PAGE, 'utf8');
    expect(withSections(page, sections(computed, measurements, assumptions))).toBe(page);
  });

  test('needs markers for each table, and a table for each marker', () => {
    expect(() => withSections('', { bulk: 'a table' })).toThrow('no markers for bulk');
    expect(() => withSections('<!-- computed: other -->\n<!-- end -->', {})).toThrow('markers for other');
  });
});

describe('a million revisions', () => {
  test.each(Object.entries(TARGETS))('of %s cost at most $%d', (situation, target) => {
    const { total, batchSize } = Object(computed.situations)[situation];
    expect(total).toBeLessThanOrEqual(target);
    expect(batchSize).toBe(10);
  });
});
