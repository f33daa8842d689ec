import { startLocalCloud } from '#local/start-local-cloud.ts';
import { DeployedStack } from '../e2e/stack/deployed-stack.ts';
import { QUICK_RETRIES, QUICK_SETTINGS } from '../e2e/stack/quick-settings.ts';
import { soakFaults, soakFigures } from './figures.ts';
import { figuresTable, verdictLine } from './figures-table.ts';
import { program, wholeNumber } from './program.ts';
import { runSoak } from './run-soak.ts';
import type { SoakOptions } from './traffic.ts';

const { library, json, ...asked } = program(
  'npm run soak',
  'Uses the deployed stack hard while requests fail, and proves that nothing is missing.',
)
  .option('--uploads <number>', 'uploads in total', wholeNumber, 1000)
  .option('--assets <number>', 'assets that they belong to', wholeNumber, 300)
  .option('--library <number>', 'assets that an initial backup copies meanwhile', wholeNumber, 1000)
  .option('--seed <number>', 'seed of the random faults and uploads', wholeNumber, 1)
  .option('--starve-quota', 'use up the quota of the Admin API now and then, without an initial backup', false)
  .option('--json', 'print one JSON document to stdout', false)
  .addHelpText(
    'after',
    '\nExit codes:\n  0  every figure is reached\n  1  a figure is missed, or something failed\n  2  unknown option or argument',
  )
  .parse()
  .opts<Omit<SoakOptions, 'library'> & { readonly library: number; readonly json: boolean }>();

const CLOUD = 'soak';
const LIBRARY = 'library';
// With its quota used up, a run would wait until the end of the hour.
const options = { ...asked, ...(!asked.starveQuota && { library: { cloud: LIBRARY, assets: library } }) };

const started = Date.now();

// Progress goes to stderr: what --json prints is JSON alone.
function onProgress(message: string) {
  return console.error(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${message}`);
}

onProgress('Deploying the stack to a local cloud');
const clouds = [CLOUD, LIBRARY].map((cloudName) => ({
  cloudName,
  folderMode: cloudName === LIBRARY ? ('fixed' as const) : ('dynamic' as const),
  keys: [{ apiKey: '100000000000000', apiSecret: `api-secret-of-${cloudName}` }],
  adminCallsPerHour: 1_000_000,
}));
const cloud = await startLocalCloud({
  cloudinary: { clouds, notifications: { retryDelaysMs: QUICK_RETRIES }, seed: options.seed },
  settings: QUICK_SETTINGS,
});
const stack = new DeployedStack(cloud);
try {
  const result = await runSoak(stack, CLOUD, options, onProgress);
  const figures = soakFigures(result, options);
  const faults = soakFaults(result);
  const ok = figures.every(({ reached }) => reached);
  if (json) console.log(JSON.stringify({ ok, options, figures, faults }, undefined, 2));
  else console.log([figuresTable(figures), ...faults, '', verdictLine(figures)].join('\n'));
  if (!ok) process.exitCode = 1;
} finally {
  stack.close();
  await cloud.stop();
}
