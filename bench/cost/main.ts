import { readFile, writeFile } from 'node:fs/promises';
import { progress } from '../report/progress.ts';
import { type Estimate, estimate } from './estimate.ts';
import { readMeasurements, writeMeasurements } from './measurements.ts';
import { HELP, OptionError, type Options, optionsOf } from './options.ts';
import { PAGE, withSections } from './report/page.ts';
import { sections } from './report/sections.ts';
import { stackFacts } from './stack/stack-facts.ts';
import { synthesizeTemplate } from './stack/synthesize-template.ts';

/** Entry point of `npm run cost`. */
async function measured() {
  // Loaded only here: the local cloud is much to load for a computation.
  const { measureSituations } = await import('./measure/measure-situations.ts');
  await writeMeasurements(await measureSituations(progress));
}

function missed({ situations }: Estimate): string[] {
  return Object.entries(situations).flatMap(([name, { total, target = Number.POSITIVE_INFINITY }]) =>
    total > target
      ? [`${name}: $${total.toFixed(2)} a million revisions; at most $${target.toFixed(2)} is the target`]
      : [],
  );
}

async function run({ assumptions, configuration, json, write, measure }: Options): Promise<void> {
  if (measure) await measured();
  const measurements = await readMeasurements();
  const facts = stackFacts(await synthesizeTemplate(configuration));
  const computed = estimate(facts, measurements, assumptions, Object.keys(configuration.clouds).length);
  const parts = sections(computed, measurements, assumptions);
  if (write) await writeFile(PAGE, withSections(await readFile(PAGE, 'utf8'), parts));
  if (json) {
    const { measured: measurement } = measurements;
    console.log(JSON.stringify({ measured: measurement, assumptions, facts, ...computed }, null, 2));
  } else {
    for (const [name, part] of Object.entries(parts)) console.log(`${name}\n\n${part}\n`);
  }
  const failures = missed(computed);
  for (const failure of failures) console.error(`FAILED: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

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
