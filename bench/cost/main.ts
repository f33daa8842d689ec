import { readFile, writeFile } from 'node:fs/promises';
import { progress } from '../measuring.ts';
import { type Estimate, estimate } from './estimate.ts';
import { readMeasurements, writeMeasurements } from './measurements.ts';
import { HELP, OptionError, type Options, optionsOf } from './options.ts';
import { PAGE, sections, withSections } from './page.ts';
import { stackFacts, synthesizeTemplate } from './stack-facts.ts';

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

async function run({ assumptions, configuration, json, write, measure }: Options): Promise<void> {
  if (measure) {
    // Loaded only here: the local cloud is much to load for a computation.
    const { measureSituations } = await import('./measure.ts');
    await writeMeasurements(await measureSituations(progress));
  }
  const measurements = await readMeasurements();
  const facts = stackFacts(await synthesizeTemplate(configuration));
  const computed = estimate(facts, measurements, assumptions, Object.keys(configuration.clouds).length);
  const parts = sections(computed, measurements, assumptions);
  if (write) await writeFile(PAGE, withSections(await readFile(PAGE, 'utf8'), parts));
  if (json) {
    console.log(JSON.stringify({ measured: measurements.measured, assumptions, facts, ...computed }, null, 2));
  } else {
    for (const [name, part] of Object.entries(parts)) console.log(`${name}\n\n${part}\n`);
  }
  const failures = missedTargets(computed);
  for (const failure of failures) console.error(`FAILED: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

function missedTargets({ situations }: Estimate): string[] {
  return Object.entries(situations).flatMap(([name, { total, target = Number.POSITIVE_INFINITY }]) =>
    // A total that is no number meets no target.
    total <= target
      ? []
      : [`${name}: $${total.toFixed(2)} a million revisions; at most $${target.toFixed(2)} is the target`],
  );
}
