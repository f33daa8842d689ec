import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { estimate, TARGETS } from '#bench/cost/estimate.ts';
import { readMeasurements } from '#bench/cost/measurements.ts';
import { ONE_CLOUD, optionsOf } from '#bench/cost/options.ts';
import { priceList } from '#bench/cost/price-list.ts';
import { stackFacts } from '#bench/cost/stack-facts.ts';
import { type StackTemplate, synthesizeTemplate } from '#bench/cost/stack-template.ts';
import { markdownTable } from '#bench/markdown-table.ts';
import { generatedPages } from '#docs/generator/generated-pages.ts';
import { withSections } from '#docs/generator/with-sections.ts';

const { assumptions } = optionsOf([]);
let template: StackTemplate;

beforeAll(async () => {
  template = await synthesizeTemplate(ONE_CLOUD);
}, 60_000);

test('every generated section is up to date: `npm run docs` writes them', async () => {
  for (const { file, sections } of await generatedPages(template)) {
    const page = await readFile(file, 'utf8');
    expect(page, file).toBe(withSections(page, sections));
  }
});

describe('a page', () => {
  test('needs markers for each section, and a section for each marker', () => {
    expect(() => withSections('', { bulk: 'a table' })).toThrow('no markers for bulk');
    expect(() => withSections('<!-- generated: other one -->\n<!-- end -->', {})).toThrow('markers for "other one"');
  });

  test('has no table with a cell that is too long to read', () => {
    expect(() => markdownTable(['head'], [['x'.repeat(201)]])).toThrow('longer than 200 characters');
  });
});

test('the short price list begins with the month, and names the number of clouds', async () => {
  const costs = estimate(stackFacts(template), await readMeasurements(), assumptions, 2);
  const [[month, dollars]] = priceList(costs, 2);
  expect(month).toBe('each month, for 2 clouds');
  expect(dollars).toMatch(/^\$\d\d\.\d\d$/);
});

describe('a million revisions', () => {
  test.each(Object.entries(TARGETS))('of %s cost at most $%d', async (situation, target) => {
    const { situations } = estimate(stackFacts(template), await readMeasurements(), assumptions, 1);
    const { total, batchSize } = Object(situations)[situation];
    expect(total).toBeLessThanOrEqual(target);
    expect(batchSize).toBe(10);
  });
});
