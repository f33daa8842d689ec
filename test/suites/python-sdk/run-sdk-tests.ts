import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';
import { startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { layOutSdkTests, sdkPython } from './sdk-tests.ts';
import { LOGO, writeSuiteFiles } from './suite-files.ts';

const FILES = [
  ...['api', 'api_authorization', 'archive', 'metadata', 'metadata_rules', 'notifications'],
  ...['request_id', 'search', 'streaming_profiles', 'triggers', 'uploader'],
];
const CLOUD = 'suites';
const ELSEWHERE = 'elsewhere';

/** What pytest reports of a phase of a test. */
export interface TestReport {
  /** `test_api.test18_usage` */
  readonly name: string;
  readonly phase: 'setup' | 'call' | 'teardown';
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly message: string;
  readonly seconds: number;
}

/** Runs the SDK's own tests, all in one process, against a simulated cloud; gives what pytest reports. */
export async function runSdkTests(onProgress: (message: string) => void): Promise<TestReport[]> {
  const python = await sdkPython((version) => onProgress(`Installing the Python SDK ${version} and pytest`));
  const folder = await mkdtemp(join(tmpdir(), 'suites-'));
  const cloudinary = await startCloudinary();
  try {
    await layOutSdkTests(python, folder);
    const files = join(folder, 'files');
    await writeSuiteFiles(files);
    onProgress("Running the Python SDK's own tests");
    const outcomes = join(folder, 'outcomes.jsonl');
    const env = {
      PATH: process.env['PATH'],
      PYTHONDONTWRITEBYTECODE: '1',
      RUN_SEARCH_TESTS: '1',
      CLOUDINARY_URL: cloudinary.cloudinaryUrl(CLOUD),
      SUITE_FILES: files,
      SUITE_OUTCOMES: outcomes,
      SUITE_REMOTE_IMAGE: `${cloudinary.origin}/${ELSEWHERE}/image/upload/logo.png`,
    };
    const paths = FILES.map((name) => `test/test_${name}.py`);
    const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...paths];
    const printed = await outputOf(python, args, { cwd: folder, env });
    const lines = await readFile(outcomes, 'utf8').catch(() => {
      throw new Error(`pytest ran no test:\n${printed}`);
    });
    return lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    await cloudinary.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A cloud for the tests, and another whose image they upload by its address. */
async function startCloudinary() {
  await trustLoopbackCertificate();
  const cloudinary = await startSimulatedCloudinary({
    tls: await loopbackCertificate(),
    faults: { upload: { latencyMs: 25 } }, // one test demands that no answer takes less than a millisecond
    clouds: [CLOUD, ELSEWHERE].map((cloudName) => ({
      cloudName,
      keys: [{ apiKey: '100000000000000', apiSecret: `api-secret-of-${cloudName}` }],
      adminCallsPerHour: 100_000,
    })),
  });
  const logo = {
    resourceType: 'image' as const,
    format: 'png',
    bytes: LOGO.length,
    generate: (start: number, end: number) => LOGO.subarray(start, end),
  };
  cloudinary.cloud(ELSEWHERE).addGeneratedAsset({ ...logo, publicId: 'logo' });
  // A new account comes with a folder of samples, which one test of folders relies on.
  cloudinary.cloud(CLOUD).addGeneratedAsset({ ...logo, publicId: 'sample', details: { asset_folder: 'samples' } });
  return cloudinary;
}

async function outputOf(command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      printed += bytes.toString();
    });
  }
  await once(child, 'close');
  return printed;
}
