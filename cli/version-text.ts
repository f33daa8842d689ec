import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '..');

/** The version of this checkout: `0.1.0 (commit 949f6f9)`; without the commit if there is no git or no repository. */
export function versionText(): string {
  try {
    // The ceiling keeps git from naming the commit of a repository around an unpacked archive.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(ROOT) };
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, env, stdio: 'pipe' });
    return `${manifest.version} (commit ${commit.toString().trim()})`;
  } catch {
    return manifest.version;
  }
}
