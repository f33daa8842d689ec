import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bundledCode } from '#infra/bundled-code.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The code of a small function, as it would be uploaded. */
function uploaded(): string {
  const app = new App({ outdir: mkdtempSync(join(folder, 'cdk.out-')), analyticsReporting: false });
  const code = bundledCode('marker');
  const props = { code, handler: 'index.handler', runtime: Runtime.NODEJS_24_X };
  new LambdaFunction(new Stack(app, 'Stack'), 'Function', props);
  const { directory } = app.synth();
  const asset = readdirSync(directory).find((name) => name.startsWith('asset.')) ?? '';
  return readFileSync(join(directory, asset, 'index.mjs'), 'utf8');
}

test('bundles are kept only for the local cloud: a deployment to AWS never uses one', () => {
  const fresh = uploaded();
  const bundles = join(folder, 'bundles');
  vi.stubEnv('LOCAL_BUNDLES', bundles);
  expect(uploaded()).toBe(fresh);
  const [hash = ''] = readdirSync(bundles);
  expect(readdirSync(join(bundles, hash))).toEqual(['marker']);
  writeFileSync(join(bundles, hash, 'marker/index.mjs'), '// kept');
  expect(uploaded()).toBe('// kept');
  vi.stubEnv('LOCAL_BUNDLES', undefined);
  expect(uploaded()).toBe(fresh);
});
