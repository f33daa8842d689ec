import { expect, vi } from 'vitest';
import { executeCommandLine } from '#cli/program.ts';
import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';
import { consoleDouble } from './console-double.ts';
import type { CliResult, RunningCli } from './run-cli.ts';

/** A command that runs in this process. */
export interface CommandInProcess extends RunningCli {
  /** Resolves once it has written such a text, to whichever of its outputs. */
  wrote(text: string): Promise<void>;
}

/** Gives this process the AWS settings of an environment and no others, as a process of its own would have them. */
function useEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment });
}

/**
 * Starts a command in this process, one at a time: a Node of its own takes a second of CPU to load it.
 *
 * @param typed on a terminal; without it, there is none
 */
export function startInProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  typed?: string,
): CommandInProcess {
  useEnvironment(environment);
  const isTerminal = typed !== undefined;
  const { console, written, keyboard } = consoleDouble({ out: isTerminal, err: isTerminal, input: isTerminal });
  keyboard.write(typed ?? '');
  const abort = new AbortController();
  const run = async (): Promise<CliResult> => {
    await trustLoopbackCertificate();
    return { exitCode: await executeCommandLine(args, console, abort.signal), ...written };
  };
  const wrote = (text: string) =>
    vi.waitFor(() => expect(written.stdout + written.stderr).toContain(text), { timeout: 30_000, interval: 20 });
  return { result: run(), wrote, interrupt: () => abort.abort() };
}

/** Runs a command in this process to its end. */
export function runInProcess(...command: Parameters<typeof startInProcess>): Promise<CliResult> {
  return startInProcess(...command).result;
}
