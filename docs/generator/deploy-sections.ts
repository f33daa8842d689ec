import type { Estimate } from '#bench/cost/estimate.ts';
import { priceList } from '#bench/cost/price-list.ts';
import { markdownTable } from '#bench/markdown-table.ts';
import type { Sections } from './with-sections.ts';

/** The generated sections of docs/deploy.md: a summary of the costs of one cloud. */
export function deploySections(costs: Estimate): Sections {
  return { costs: markdownTable(['what', 'price:'], priceList(costs, 1)) };
}
