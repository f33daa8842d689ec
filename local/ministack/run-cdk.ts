import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MiniStack } from './start-ministack.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const TAIL_LINES = 60;

/** One run of the `cdk` command. */
interface CdkRun {
  readonly miniStack: MiniStack;
  readonly args: readonly string[];
  /** Where it runs; the repository by default, so that its cdk.json counts. */
  readonly cwd?: string;
  /** Called with each line that it prints. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** A stack of a CDK app, and the MiniStack to deploy it to. */
export interface StackOptions extends Pick<CdkRun, 'miniStack' | 'onProgress'> {
  /** Its name in the app. */
  readonly stackName: string;
  /** Context for the app: `-c key=value`. */
  readonly context?: Readonly<Record<string, string>>;
  /** The command that synthesizes; that of cdk.json by default. */
  readonly app?: string;
}

/** Runs a `cdk` command on this stack alone. Throws as {@link runCdk} does. */
export async function runCdkOnStack(command: string, flags: readonly string[], options: StackOptions): Promise<void> {
  const { miniStack, stackName, context = {}, app, onProgress } = options;
  const args = [command, stackName, '--exclusively', ...flags];
  // A folder to which no other run writes its assembly.
  args.push('--output', await mkdtemp(join(miniStack.directory, 'cdk.out-')));
  if (app !== undefined) args.push('--app', app);
  for (const [key, value] of Object.entries(context)) args.push('--context', `${key}=${value}`);
  await runCdk({ miniStack, args, onProgress });
}

/**
 * Runs the repository's own `cdk`, as a user would, against MiniStack.
 *
 * @throws Error with the end of what it printed, if it fails.
 */
export async function runCdk({ miniStack, args, cwd = REPOSITORY, onProgress }: CdkRun): Promise<void> {
  const command = [join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk'), ...args, '--no-notices', '--ci'];
  const cdk = spawn(process.execPath, command, {
    cwd,
    env: cdkEnvironment(miniStack),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [cdk.stdout, cdk.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      onProgress?.(line);
    });
  }
  const [code] = await once(cdk, 'close');
  if (code === 0) return;
  throw new Error(`cdk ${args.join(' ')} failed (${code}):\n${lines.slice(-TAIL_LINES).join('\n')}`);
}

/** The user's environment without their credentials. What cdk keeps for itself is removed when MiniStack ends. */
function cdkEnvironment({ env, directory }: MiniStack): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK|CLOUDINARY)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    ...env,
    PATH: [dirname(process.execPath), join(REPOSITORY, 'node_modules/.bin'), process.env['PATH']].join(':'),
    TMPDIR: directory,
    CDK_HOME: join(directory, 'cdk-home'),
    LOCAL_BUNDLES: join(REPOSITORY, '.cache/bundles'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NO_PROXY: '127.0.0.1,localhost',
  };
}
