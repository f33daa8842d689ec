import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { NodeFunction } from '#infra/node-function.ts';

/** Properties that every function must have and that do not affect its bundle. */
const UNMEASURED = { timeoutSeconds: 1, memorySize: 128, permissions: [], logRetentionDays: RetentionDays.ONE_DAY };

/** Bundles on disk. */
export interface Bundles {
  /** The file that Lambda would import, by folder. */
  readonly files: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

/**
 * Bundles functions with the construct that deploys them, so the benchmark measures what is deployed.
 *
 * @param folders relative to `functions/`; each has a `handler.ts`
 */
export async function bundleFunctions(folders: readonly string[]): Promise<Bundles> {
  const outdir = await mkdtemp(join(tmpdir(), 'bundles-'));
  const remove = (): Promise<void> => rm(outdir, { recursive: true, force: true });
  try {
    const stack = new Stack(new App({ outdir }), 'Bundles');
    for (const [index, folder] of folders.entries()) {
      new NodeFunction(stack, `Function${index}`, { ...UNMEASURED, description: folder, folder });
    }
    const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    const files = functions.map(({ Properties: { Description, Code } }) => {
      const asset = `asset.${String(Code.S3Key).replace('.zip', '')}`;
      return [String(Description), join(outdir, asset, 'index.mjs')] as const;
    });
    return { files: new Map(files), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
