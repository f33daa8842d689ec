import { join } from 'node:path';
import { estimate } from '#bench/cost/estimate.ts';
import { readMeasurements } from '#bench/cost/measurements.ts';
import { ONE_CLOUD, optionsOf } from '#bench/cost/options.ts';
import { costSections } from '#bench/cost/page.ts';
import { stackFacts } from '#bench/cost/stack-facts.ts';
import type { StackTemplate } from '#bench/cost/stack-template.ts';
import { cliSections } from './cli-sections.ts';
import { deploySections } from './deploy-sections.ts';
import { metricsSections } from './metrics-sections.ts';
import type { Sections } from './with-sections.ts';

/** A page with generated sections. */
export interface GeneratedPage {
  /** Absolute. */
  readonly file: string;
  readonly sections: Sections;
}

/**
 * Every page with generated sections.
 *
 * @param template of the stack with the default configuration
 */
export async function generatedPages(template: StackTemplate): Promise<readonly GeneratedPage[]> {
  const { assumptions } = optionsOf([]);
  const measurements = await readMeasurements();
  const clouds = Object.keys(ONE_CLOUD.clouds);
  const costs = estimate(stackFacts(template), measurements, assumptions, clouds.length);
  const page = (name: string) => join(import.meta.dirname, '..', name);
  return [
    { file: page('cli.md'), sections: cliSections() },
    { file: page('cost.md'), sections: costSections(costs, measurements, assumptions) },
    { file: page('deploy.md'), sections: deploySections(costs) },
    { file: page('metrics.md'), sections: metricsSections(template, clouds) },
  ];
}
