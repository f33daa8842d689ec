import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What configures bundling; npm's record of what is installed stands for the dependencies. */
const CONFIGURED_BY = ['package.json', 'node_modules/.package-lock.json', 'tsconfig.json', 'infra/bundled-code.ts'];
/** Everything that a bundle is made of. */
const SOURCES = ['functions', 'shared', ...CONFIGURED_BY];
const DAY_MS = 86_400_000;

/**
 * The code of a function: the handler in a folder under `functions/`, bundled by esbuild into one ES module with every
 * dependency, the AWS SDK included.
 *
 * If LOCAL_BUNDLES names a folder, bundles of the same sources are taken from there: the local cloud sets it, because it
 * deploys the same sources many times. A deployment to AWS always bundles.
 */
export function bundledCode(folder: string): Code {
  const tryBundle = (output: string) => {
    const kept = process.env['LOCAL_BUNDLES'];
    if (kept === undefined) bundle(folder, output);
    else cpSync(keptBundle(folder, kept), output, { recursive: true });
    return true;
  };
  return Code.fromAsset(`${ROOT}functions/${folder}`, {
    assetHashType: AssetHashType.OUTPUT,
    // The image is required, and never run.
    bundling: { image: DockerImage.fromRegistry('unused'), local: { tryBundle } },
  });
}

function bundle(folder: string, output: string): void {
  buildSync({
    entryPoints: [`${ROOT}functions/${folder}/handler.ts`],
    outfile: join(output, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    // For reading a stack trace. Node does not load the map by itself, because that costs a tenth of the cold start; to
    // make it do so for a while, set NODE_OPTIONS=--enable-source-maps.
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    // CommonJS dependencies require Node's own modules; an ES module has no `require`.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
}

/** The folder with the bundle of the current sources, made if it is missing. Of two processes at once, the first wins. */
function keptBundle(folder: string, bundles: string): string {
  const ofSources = join(bundles, sourcesHash());
  const kept = join(ofSources, folder);
  mkdirSync(ofSources, { recursive: true });
  const now = new Date();
  utimesSync(ofSources, now, now);
  if (existsSync(kept)) return kept;
  for (const name of readdirSync(bundles)) {
    const path = join(bundles, name);
    // Another process may remove it first.
    const { mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < now.getTime() - DAY_MS) rmSync(path, { recursive: true, force: true });
  }
  const building = mkdtempSync(join(ofSources, 'building-'));
  bundle(folder, building);
  try {
    renameSync(building, kept);
  } catch (error) {
    rmSync(building, { recursive: true });
    if (!existsSync(kept)) throw error;
  }
  return kept;
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(ROOT, source);
    const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [''];
    for (const file of names.toSorted().map((name) => join(path, name))) {
      if (statSync(file).isFile()) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}
