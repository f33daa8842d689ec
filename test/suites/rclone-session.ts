import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomImage } from '#test/e2e/stack/random-image.ts';
import { md5OfFiles, writeFiles } from './local-files.ts';
import { RCLONE_REMOTE, rcloneProgram } from './rclone-program.ts';
import { assertSame, md5sIn, type ToolSession } from './tool-session.ts';
import type { ToolStep } from './tool-steps.ts';

/**
 * What rclone is put through: `copy`, `lsf`, `check`, `sync` both ways, `moveto`, `deletefile`, `purge`. Each step
 * compares what the simulation, or the folder, then holds.
 *
 * @param proxy where a `startRcloneProxy` listens
 */
export async function rcloneSession(session: ToolSession, proxy: string): Promise<ToolStep[]> {
  const rclone = await rcloneProgram(session, proxy);
  const cloud = session.cloudinary.cloud(session.cloudName);
  const local = (name: string) => join(session.folder, name);
  const remote = (path: string) => `${RCLONE_REMOTE}${path}`;
  const listed = async (path: string, ...flags: string[]) =>
    (await rclone('lsf', ...flags, remote(path))).split('\n').filter(Boolean).toSorted();
  const assertMirrored = async (folder: string) => {
    const files = await md5OfFiles(local('mirror'));
    assertSame(md5sIn(cloud, folder), Object.values(files).toSorted(), `MD5s in ${folder}`);
    assertSame(await listed(folder, '-R', '--files-only'), Object.keys(files).toSorted(), `lsf ${folder}`);
  };

  await writeFiles(local('mirror'), {
    'one.jpg': randomImage(),
    'two.jpg': randomImage(),
    'below/three.jpg': randomImage(),
    'below/deeper/four.txt': randomBytes(3000),
  });

  return [
    {
      name: 'rclone copy to the cloud',
      run: async () => {
        await rclone('copy', local('mirror'), remote('files'));
        await assertMirrored('files');
      },
    },
    {
      name: 'rclone lsf',
      run: async () => {
        assertSame(await listed('files'), ['below/', 'one.jpg', 'two.jpg'], 'files');
        assertSame(await listed('files/below/'), ['deeper/', 'three.jpg'], 'files/below');
      },
    },
    {
      name: 'rclone check',
      run: async () => void (await rclone('check', '--download', local('mirror'), remote('files'))),
    },
    {
      name: 'rclone copy from the cloud',
      run: async () => {
        await rclone('copy', remote('files'), local('copied'));
        assertSame(await md5OfFiles(local('copied')), await md5OfFiles(local('mirror')), 'copied');
      },
    },
    {
      name: 'rclone sync to the cloud: a changed, a new and a deleted file',
      run: async () => {
        // rclone asks listings for no etag and the remote has no modification times: only another length is a change.
        await writeFiles(local('mirror'), { 'one.jpg': randomImage(2500), 'below/new.jpg': randomImage() });
        await rm(local('mirror/two.jpg'));
        await rclone('sync', local('mirror'), remote('files'));
        await assertMirrored('files');
      },
    },
    {
      name: 'rclone sync from the cloud',
      run: async () => {
        await rclone('sync', remote('files'), local('copied'));
        assertSame(await md5OfFiles(local('copied')), await md5OfFiles(local('mirror')), 'copied');
      },
    },
    {
      name: 'rclone moveto',
      run: async () => {
        const { 'one.jpg': md5 } = await md5OfFiles(local('mirror'));
        await rclone('moveto', remote('files/one.jpg'), remote('moved/uno.jpg'));
        assertSame(md5sIn(cloud, 'moved'), [md5], 'moved');
        assertSame(await listed('moved'), ['uno.jpg'], 'lsf moved');
        assertSame((await listed('files')).includes('one.jpg'), false, 'left in files');
      },
    },
    {
      name: 'rclone deletefile',
      run: async () => {
        await rclone('deletefile', remote('files/below/new.jpg'));
        assertSame(await listed('files/below'), ['deeper/', 'three.jpg'], 'files/below');
      },
    },
    {
      name: 'rclone purge',
      run: async () => {
        await rclone('purge', remote('files/below'));
        assertSame(md5sIn(cloud, 'files/below'), [], 'files/below');
        assertSame(await listed('files'), [], 'files');
      },
    },
  ];
}
