import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { NodeFunction } from '../../infra/node-function.ts';

/** What a function must have to be deployed, and what has no bearing on its bundle. */
const UNMEASURED = { timeoutSeconds: 1, memorySize: 128, permissions: [], logRetentionDays: RetentionDays.ONE_DAY };

/** Bundles on disk. */
export interface Bundles {
  /** The file that Lambda would import, by folder. */
  readonly files: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

/**
 * Bundles functions by the very construct that deploys them, so that what is measured is what is deployed.
 *
 * @param folders seen from `functions/`; each has a `handler.ts`
 */
export async function bundleFunctions(folders: readonly string[]): Promise<Bundles> {
  const outdir = await mkdtemp(join(tmpdir(), 'bundles-'));
  const remove = (): Promise<void> => rm(outdir, { recursive: true, force: true });
  try {
    return { files: new Map(bundleInto(outdir, folders)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function bundleInto(outdir: string, folders: readonly string[]): readonly (readonly [string, string])[] {
  const app = new App({ outdir });
  const stacks = folders.map((folder, index) => {
    const stack = new Stack(app, `Bundle${index}`);
    new NodeFunction(stack, 'Function', { ...UNMEASURED, description: folder, folder });
    return [folder, stack] as const;
  });
  return stacks.map(([folder, stack]) => [folder, join(outdir, assetOf(stack), 'index.mjs')] as const);
}

function assetOf(stack: Stack): string {
  for (const { Properties } of Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))) {
    return `asset.${String(Properties.Code.S3Key).replace('.zip', '')}`;
  }
  throw new Error(`no function in ${stack.stackName}`);
}
