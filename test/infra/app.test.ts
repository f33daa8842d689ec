import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

const output = mkdtempSync(join(tmpdir(), 'app-test-'));
afterAll(() => rmSync(output, { recursive: true }));

/** Runs the app as `cdk` does, with the context that cdk.json and the command line would give. */
function run(context: object) {
  return spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      PATH: process.env['PATH'],
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
    },
    encoding: 'utf8',
  });
}

test('a wrong configuration ends the app with its problems, and without a stack trace', () => {
  const { status, stderr, stdout } = run({ cloudinaryBackup: '{"clouds":{},"stakName":"x"}' });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toEqual([
    'The context key "cloudinaryBackup" has 2 problems:',
    '  - clouds: must name at least one product environment: { "<cloud name>": {} }',
    '  - cloudinaryBackup: unknown setting `stakName`, did you mean `stackName`?',
  ]);
});

test('a right one gives a template, and bundles that everybody may read, whatever the umask of whoever deploys', () => {
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
