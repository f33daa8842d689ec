import { storedConfiguration } from '#infra/configuration/find-configuration.ts';
import { alignedLines } from '#shared/domain/text/aligned.ts';
import { progress } from '../measuring.ts';
import { type Estimate, estimate } from './estimate.ts';
import { readMeasurements, SITUATIONS, writeMeasurements } from './measurements.ts';
import { HELP, ONE_CLOUD, OptionError, type Options, optionsOf } from './options.ts';
import { costSections, SECTION_TITLES, SITUATION_NAMES } from './page.ts';
import { priceList } from './price-list.ts';
import { stackFacts } from './stack-facts.ts';
import { synthesizeTemplate } from './stack-template.ts';

/** Entry point of `npm run cost`. */
try {
  const options = optionsOf(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await run(options);
} catch (error) {
  const wrongOptions = error instanceof OptionError;
  console.error(error instanceof Error ? error.message : error);
  if (wrongOptions) console.error(`\n${HELP}`);
  process.exitCode = wrongOptions ? 2 : 1;
}

async function run({ assumptions, json, markdown, measure, ...options }: Options): Promise<void> {
  const configuration = options.configuration ?? storedConfiguration() ?? ONE_CLOUD;
  if (measure) {
    // Loaded only here, because the local cloud takes long to load.
    const { measureSituations } = await import('./measure.ts');
    await writeMeasurements(await measureSituations(progress));
  }
  const measurements = await readMeasurements();
  const facts = stackFacts(await synthesizeTemplate(configuration));
  const clouds = Object.keys(configuration.clouds).length;
  const computed = estimate(facts, measurements, assumptions, clouds);
  if (json) {
    console.log(JSON.stringify({ measured: measurements.measured, assumptions, facts, ...computed }, null, 2));
  } else if (markdown) {
    const sections = Object.entries(costSections(computed, measurements, assumptions));
    const titles = new Map<string, string>(Object.entries(SECTION_TITLES));
    for (const [name, part] of sections) console.log(`## ${titles.get(name)}\n\n${part}\n`);
  } else {
    console.log(`AWS's list prices for us-east-1:\n`);
    for (const line of alignedLines(priceList(computed, clouds), [1])) console.log(`  ${line}`);
    console.log('\nEvery line: npm run cost -- --markdown. Assumptions: docs/cost.md.');
  }
  const failures = missedTargets(computed);
  for (const failure of failures) console.error(`FAILED: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

function missedTargets({ situations }: Estimate): string[] {
  return SITUATIONS.flatMap((name) => {
    const { total, target = Number.POSITIVE_INFINITY } = situations[name];
    // NaN meets no target.
    if (total <= target) return [];
    const what = `${SITUATION_NAMES[name]}: a million revisions`;
    return [`${what} cost $${total.toFixed(2)}; the target is at most $${target.toFixed(2)}`];
  });
}
