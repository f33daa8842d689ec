import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const OLDEST_MINOR = 10;
const NEWEST_MINOR = 14;
const CANDIDATES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.14', 'python3', 'python'];

/** A name on the PATH is not enough: pyenv has one for each version, and those that are not selected fail. */
const PROBE = [
  'import importlib.util as u, sys',
  'print(sys.executable)',
  'print(*sys.version_info[:2])',
  'print(*(m for m in ("venv", "ensurepip", "ssl") if u.find_spec(m) is None))',
].join('\n');

/**
 * The path of a Python 3.10 to 3.14 on the PATH that can make a venv.
 *
 * @throws Error that says what is missing and how to install it on Debian and macOS.
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const unfit: string[] = [];
  for (const candidate of CANDIDATES) {
    const found = await probe(candidate, env);
    if (found === undefined) continue;
    if (found.problem === undefined) return found.executable;
    unfit.push(`${candidate} (${found.problem})`);
  }
  throw new Error(
    [
      `The local cloud needs Python 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR} with venv and pip, and found none on the PATH.`,
      unfit.length > 0 ? `Found, but unsuitable: ${unfit.join('; ')}.` : 'No python3 was found at all.',
      'Debian, Ubuntu: sudo apt install python3 python3-venv',
      'macOS: brew install python@3.13',
    ].join('\n'),
  );
}

async function probe(candidate: string, env: NodeJS.ProcessEnv) {
  try {
    const { stdout } = await promisify(execFile)(candidate, ['-I', '-c', PROBE], { env, timeout: 20_000 });
    const [executable = '', version = '', missing = ''] = stdout.split('\n');
    return { executable, problem: problemOf(version, missing) };
  } catch {
    return undefined;
  }
}

function problemOf(version: string, missing: string): string | undefined {
  const [major, minor] = version.split(' ').map(Number);
  if (major === undefined || minor === undefined) return 'does not report its version';
  const problem = `version ${major}.${minor}`;
  if (major !== 3 || minor < OLDEST_MINOR || minor > NEWEST_MINOR) return problem;
  return missing === '' ? undefined : `${problem} without ${missing.replaceAll(' ', ', ')}`;
}
