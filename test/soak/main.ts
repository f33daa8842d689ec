import { parseArgs } from 'node:util';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { DeployedStack } from '../e2e/stack/deployed-stack.ts';
import { QUICK_RETRIES, QUICK_SETTINGS } from '../e2e/stack/quick-settings.ts';
import { soakFaults, soakFigures } from './figures.ts';
import { figuresTable } from './figures-table.ts';
import { runSoak } from './run-soak.ts';

const USAGE = `Uses the deployed stack hard, under faults, and proves that nothing is missing.

  node test/soak/main.ts [--uploads 1000] [--assets 300] [--library 1000] [--seed 1] [--starve-quota] [--json]

Exit code: 0 when every figure is reached, 1 when one is missed or something broke, 2 for wrong arguments.`;

function count(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`--${name} must be a whole number above 0, not ${text}\n\n${USAGE}`);
  return process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        uploads: { type: 'string', default: '1000' },
        assets: { type: 'string', default: '300' },
        library: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '1' },
        'starve-quota': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return process.exit(2);
  }
}

const values = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const CLOUD = 'soak';
const LIBRARY = 'library';
const options = {
  uploads: count('uploads', values.uploads),
  assets: count('assets', values.assets),
  seed: count('seed', values.seed),
  starveQuota: values['starve-quota'],
  // With its quota used up, a run would wait for the hour's end.
  ...(!values['starve-quota'] && { library: { cloud: LIBRARY, assets: count('library', values.library) } }),
};

const started = Date.now();

// Progress goes to stderr: what --json prints is JSON alone.
function onProgress(message: string) {
  return console.error(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${message}`);
}

onProgress('Deploying the stack to the local cloud');
const environments = [CLOUD, LIBRARY].map((cloudName) => ({
  cloudName,
  keys: [{ apiKey: '100000000000000', apiSecret: `api-secret-of-${cloudName}` }],
  adminCallsPerHour: 1_000_000,
}));
const cloud = await startLocalCloud({
  cloudinary: { environments, notifications: { retryDelaysMs: QUICK_RETRIES }, seed: options.seed },
  settings: QUICK_SETTINGS,
});
const stack = new DeployedStack(cloud);
try {
  const result = await runSoak(stack, CLOUD, options, onProgress);
  const figures = soakFigures(result, options);
  const faults = soakFaults(result);
  const ok = figures.every(({ reached }) => reached);
  if (values.json) console.log(JSON.stringify({ ok, options, figures, faults }, undefined, 2));
  else console.log([figuresTable(figures), ...faults, '', ok ? 'OK' : 'FAILED'].join('\n'));
  if (!ok) process.exitCode = 1;
} finally {
  stack.close();
  await cloud.stop();
}
