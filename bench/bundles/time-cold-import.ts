import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { functionEnvironmentOf } from './function-environment.ts';

// Not a TypeScript file: Node would load its compiler in the measured process.
const TIME_IMPORT = `
  const startedAt = performance.now();
  await import(process.argv[1]).catch((error) => {
    // Node itself would print the line that threw: the whole bundle.
    console.error(error.message);
    process.exit(1);
  });
  process.stdout.write(String(performance.now() - startedAt));
  process.exit();`;

/**
 * How long a fresh process takes to import a bundle, in milliseconds: the part of a cold start that depends on our code.
 * Node's own start does not count.
 *
 * @param folder of the function; decides the environment of the process
 * @throws Error when the bundle cannot be imported
 */
export async function timeColdImport(folder: string, file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', TIME_IMPORT, pathToFileURL(file).href],
    { env: { PATH: process.env['PATH'], NODE_DISABLE_COMPILE_CACHE: '1', ...functionEnvironmentOf(folder) } },
  );
  return Number(stdout);
}
