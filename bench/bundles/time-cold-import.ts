import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { functionEnvironmentOf } from './function-environment.ts';

// Not a file of TypeScript: Node would load its compiler in the process that is measured.
const TIME_IMPORT = `
  const startedAt = performance.now();
  await import(process.argv[1]).catch((error) => {
    // By itself, Node would print the line that threw: all of the bundle.
    console.error(error.message);
    process.exit(1);
  });
  process.stdout.write(String(performance.now() - startedAt));
  process.exit();`;

/**
 * How long a fresh process takes to import a bundle, in milliseconds: the part of a cold start that our code decides.
 * Node's own start is left out.
 *
 * @param folder of the function, whose environment it is imported in
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
