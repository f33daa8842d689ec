import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { ASSUMPTIONS } from '../../bench/cost/assumptions.ts';
import { type Estimate, estimate } from '../../bench/cost/estimate.ts';
import { type Measurements, readMeasurements } from '../../bench/cost/measurements.ts';
import { PAGE, withSections } from '../../bench/cost/report/page.ts';
import { sections } from '../../bench/cost/report/sections.ts';
import { stackFacts } from '../../bench/cost/stack/stack-facts.ts';
import { synthesizeTemplate } from '../../bench/cost/stack/synthesize-template.ts';
import { TARGETS } from '../../bench/cost/targets.ts';

let computed: Estimate;
let measurements: Measurements;

beforeAll(async () => {
  const facts = stackFacts(await synthesizeTemplate({ clouds: { demo: {} } }));
  measurements = await readMeasurements();
  computed = estimate(facts, measurements, ASSUMPTIONS, 1);
}, 60_000);

describe('docs/cost.md', () => {
  test('has the tables that `npm run cost -- --write` writes: run it', async () => {
    const page = await readFile(PAGE, 'utf8');
    expect(withSections(page, sections(computed, measurements, ASSUMPTIONS))).toBe(page);
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
