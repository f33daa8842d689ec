import { Option } from 'commander';
import { program } from '../soak/program.ts';
import { judgeTests } from './judge-tests.ts';
import { judgementText } from './judgement-text.ts';
import { KNOWN_FAILURES } from './python-sdk/known-failures.ts';
import { LEFT_OUT } from './python-sdk/left-out.ts';
import { sdkSuite } from './python-sdk/sdk-suite.ts';
import { toolsSuite } from './tools-suite.ts';

/**
 * Drives the simulated Cloudinary with software that this project did not write. A suite gives a `SuiteTest` for each
 * of its tests; a test that fails, and is not listed with its reason, fails the run.
 */
const SUITES = { sdk: sdkSuite, tools: toolsSuite };

const description = "Runs the Python SDK's own tests, cld and rclone against the simulated Cloudinary.";
const { area, suite, json } = program('npm run suites', description)
  .addOption(new Option('--suite <name>', 'run only this suite').choices(Object.keys(SUITES)))
  .option('--area <name>', 'report only the tests of this area, such as search')
  .option('--json', 'print one JSON document to stdout', false)
  .addHelpText(
    'after',
    '\nExit codes:\n  0  every test passes or is a known failure\n  1  another fails, or a listed test passes\n  2  unknown option or argument',
  )
  .parse()
  .opts<{ readonly area?: string; readonly suite?: string; readonly json: boolean }>();

const tests = [];
for (const [name, run] of Object.entries(SUITES)) {
  if (suite === undefined || suite === name) tests.push(...(await run((message) => console.error(message))));
}

const wanted = tests.filter((test) => area === undefined || test.area === area);
if (wanted.length === 0) {
  console.error(`No area ${area}. There are: ${[...new Set(tests.map((test) => test.area))].toSorted().join(', ')}`);
  process.exit(2);
}
const judgement = judgeTests(wanted, { leftOut: ofArea(LEFT_OUT), knownFailures: ofArea(KNOWN_FAILURES) });
console.log(json ? JSON.stringify(judgement, undefined, 2) : judgementText(judgement));
if (!judgement.ok) process.exitCode = 1;

/** The names on a list that are of the wanted tests; all of them if every test is wanted. */
function ofArea(list: typeof LEFT_OUT): typeof LEFT_OUT {
  if (area === undefined && suite === undefined) return list;
  const names = new Set(wanted.map(({ name }) => name));
  return list.map(([reason, listed]) => [reason, listed.filter((name) => names.has(name))]);
}
