import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'app-test-'));
const output = join(folder, 'cdk.out');
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the app as `cdk` does, with the context that cdk.json and the command line would give. */
function run(context: object, app = 'infra/app.ts') {
  return spawnSync(process.execPath, [app], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
    },
    encoding: 'utf8',
  });
}

/** A copy of what the app consists of. */
function copyOfCheckout(): string {
  const copy = join(folder, 'checkout');
  for (const name of ['infra', 'functions', 'shared', 'cdk.json', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

test('cloudinary-backup.json in the root of the checkout is the configuration, wherever the app runs', () => {
  const copy = copyOfCheckout();
  writeFileSync(join(copy, 'cloudinary-backup.json'), '{ "clouds": { "acme": {} } }');
  expect(run({}, join(copy, 'infra/app.ts'))).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(output, 'CloudinaryBackup.template.json'), 'utf8')).toContain('WebhookUrlacme');
});

test('an invalid configuration ends the app with its problems, and without a stack trace', () => {
  const { status, stderr, stdout } = run({ cloudinaryBackup: '{"clouds":{},"stakName":"x"}' });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toEqual([
    'The context key "cloudinaryBackup" has 2 problems:',
    '  - clouds: must name at least one cloud: { "<cloud name>": {} }',
    '  - cloudinaryBackup: unknown setting `stakName`, did you mean `stackName`?',
  ]);
});

test('a valid one gives a template, and bundles that everyone may read, whatever the umask', () => {
  const before = process.umask(0o077);
  try {
    const { status, stderr } = run({
      cloudinaryBackup: { clouds: { demo: {} } },
      'aws:cdk:bundling-stacks': ['**'],
    });
    expect(stderr.replaceAll(/^Bundling asset .*\n/gm, '')).toBe('');
    expect(status).toBe(0);
  } finally {
    process.umask(before);
  }
  const written = readdirSync(output);
  expect(written).toContain('CloudinaryBackup.template.json');
  const assets = written.filter((name) => name.startsWith('asset.'));
  const bundles = assets.map((asset) => statSync(join(output, asset, 'index.mjs')).mode & 0o777);
  expect(bundles.length).toBeGreaterThan(3);
  expect(new Set(bundles)).toEqual(new Set([0o644]));
});
