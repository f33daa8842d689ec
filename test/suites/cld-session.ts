import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomImage } from '#test/e2e/stack/random-image.ts';
import { cldProgram, cldUrl } from './cld-program.ts';
import { md5OfFiles, writeFiles } from './local-files.ts';
import { assertSame, md5sIn, type ToolSession } from './tool-session.ts';
import type { ToolStep } from './tool-steps.ts';

/** Above 20 MB, `cld` uploads in chunks. */
const CHUNKED_BYTES = 21_000_000;

/**
 * What `cld` is put through: uploads, reading, changes, `upload_dir`, `sync` both ways, `clone` and deleting. Each step
 * compares what the simulation, or the folder, then holds.
 *
 * @param cloneTarget the cloud that `cld clone` copies to
 */
export async function cldSession(session: ToolSession, cloneTarget: string): Promise<ToolStep[]> {
  const cld = await cldProgram(session);
  const cloud = session.cloudinary.cloud(session.cloudName);
  const local = (name: string) => join(session.folder, name);
  const answer = async (...args: string[]): Promise<unknown> => JSON.parse(await cld(...args));
  const named = (publicId: string) => cloud.assets().find(({ public_id }) => public_id === publicId);
  const sent = async (folder: string) => Object.values(await md5OfFiles(local(folder))).toSorted();

  await writeFiles(local('single'), {
    'photo.jpg': randomImage(),
    'secret.jpg': randomImage(),
    'notes.txt': randomBytes(500),
  });
  await writeFiles(local('album'), {
    'one.jpg': randomImage(),
    'deeper/two.jpg': randomImage(),
    'deeper/still/été 3.jpg': randomImage(),
    'data.dat': randomBytes(CHUNKED_BYTES),
  });
  await writeFiles(local('mirror'), {
    'first.jpg': randomImage(),
    'second.jpg': randomImage(),
    'below/third.txt': randomBytes(3000),
  });

  // With public_ids of its own choice, Cloudinary would keep the old revision of a changed file as another asset.
  const underOwnNames = ['-o', 'use_filename', 'true', '-o', 'unique_filename', 'false'];
  const push = (...options: string[]) => cld('sync', local('mirror'), 'mirror', '--push', ...underOwnNames, ...options);
  const upload = (file: string, ...options: string[]) => cld('uploader', 'upload', local(file), ...options);
  return [
    {
      name: 'cld uploader upload',
      run: async () => {
        await upload('single/photo.jpg', 'public_id=photo', 'tags=red,blue', 'asset_folder=single');
        await upload('single/notes.txt', 'public_id=notes.txt', 'resource_type=raw', 'asset_folder=single');
        await upload('single/secret.jpg', 'public_id=secret', 'type=authenticated', 'asset_folder=single');
        assertSame(md5sIn(cloud, 'single'), await sent('single'), 'single');
      },
    },
    {
      name: 'cld admin ping, config, usage',
      run: async () => {
        assertSame(await answer('admin', 'ping'), { status: 'ok' }, 'ping');
        await cld('admin', 'config', 'settings=true');
        await cld('admin', 'usage');
      },
    },
    {
      name: 'cld admin resource, resources, tags',
      run: async () => {
        const photo = await answer('admin', 'resource', 'photo');
        assertSame(field(photo, 'etag'), named('photo')?.etag, 'etag');
        assertSame(publicIds(await answer('admin', 'resources', 'type=upload')), ['photo'], 'resources');
        assertSame(publicIds(await answer('admin', 'resources_by_tag', 'red')), ['photo'], 'resources_by_tag');
        assertSame(field(await answer('admin', 'tags'), 'tags'), ['blue', 'red'], 'tags');
      },
    },
    {
      name: 'cld search',
      run: async () => {
        const found = await answer(
          'search',
          'tags:red AND resource_type:image',
          '-f',
          'tags',
          '-s',
          'public_id',
          'asc',
        );
        assertSame(publicIds(found), ['photo'], 'search');
        const either = await answer('search', '(tags:red OR type:authenticated) AND NOT resource_type:raw');
        assertSame(publicIds(either), ['photo', 'secret'], 'search with OR and NOT');
      },
    },
    {
      name: 'cld uploader add_tag, add_context, explicit',
      run: async () => {
        await cld('uploader', 'add_tag', 'green', 'photo');
        await cld('uploader', 'add_context', 'alt=A photo', 'photo');
        await cld('uploader', 'explicit', 'photo', 'type=upload', 'display_name=The photo');
        const photo = named('photo');
        assertSame(photo?.tags.toSorted(), ['blue', 'green', 'red'], 'tags');
        assertSame({ ...photo?.context }, { alt: 'A photo' }, 'context');
        assertSame(photo?.display_name, 'The photo', 'display_name');
      },
    },
    {
      name: 'cld uploader rename',
      run: async () => {
        await cld('uploader', 'rename', 'photo', 'photo-renamed');
        assertSame(named('photo'), undefined, 'old name');
        assertSame(named('photo-renamed')?.etag, (await md5OfFiles(local('single')))['photo.jpg'], 'new name');
      },
    },
    {
      name: 'cld uploader destroy',
      run: async () => {
        await cld('uploader', 'destroy', 'notes.txt', 'resource_type=raw');
        assertSame(named('notes.txt'), undefined, 'deleted');
      },
    },
    {
      name: 'cld upload_dir, in chunks above 20 MB',
      run: async () => {
        await cld('upload_dir', '--folder', 'pictures', local('album'));
        assertSame(md5sIn(cloud, 'pictures/album'), await sent('album'), 'pictures/album');
      },
    },
    {
      name: 'cld sync --push',
      run: async () => {
        await push();
        assertSame(md5sIn(cloud, 'mirror'), await sent('mirror'), 'mirror');
      },
    },
    {
      name: 'cld sync --push: a changed, a new and a deleted file',
      run: async () => {
        await writeFiles(local('mirror'), { 'first.jpg': randomImage(), 'below/new.jpg': randomImage() });
        await rm(local('mirror/second.jpg'));
        await push('-F');
        assertSame(md5sIn(cloud, 'mirror'), await sent('mirror'), 'mirror');
      },
    },
    {
      name: 'cld sync --pull',
      run: async () => {
        await cld('sync', local('pulled'), 'mirror', '--pull');
        assertSame(await md5OfFiles(local('pulled')), await md5OfFiles(local('mirror')), 'pulled');
      },
    },
    {
      name: 'cld sync --pull: a changed and a deleted file',
      run: async () => {
        await writeFiles(local('pulled'), { 'first.jpg': randomImage() });
        await rm(local('pulled/below/new.jpg'));
        await cld('sync', local('pulled'), 'mirror', '--pull', '-F');
        assertSame(await md5OfFiles(local('pulled')), await md5OfFiles(local('mirror')), 'pulled');
      },
    },
    {
      name: 'cld clone',
      run: async () => {
        const printed = await cld('clone', cldUrl(session.cloudinary, cloneTarget), '-F', '-fi', 'tags,context');
        const wanted = clonedFields(cloud.assets());
        const found = clonedFields(session.cloudinary.cloud(cloneTarget).assets());
        assertSame(found, wanted, `${printed}\n${cloneTarget}`);
      },
    },
    {
      name: 'cld admin delete_resources, delete_folder',
      run: async () => {
        await cld('admin', '-F', 'delete_resources', 'photo-renamed');
        assertSame(named('photo-renamed'), undefined, 'photo-renamed');
        await cld('admin', 'create_folder', 'empty');
        await cld('admin', 'delete_folder', 'empty');
      },
    },
  ];
}

/** What `cld clone` keeps of each asset, in the order of their names. */
function clonedFields(assets: ReturnType<ReturnType<ToolSession['cloudinary']['cloud']>['assets']>) {
  return assets
    .map(({ public_id, type, resource_type, etag, tags, context, asset_folder }) => ({
      public_id,
      type,
      resource_type,
      etag,
      asset_folder,
      tags: tags.toSorted(),
      context: { ...context },
    }))
    .toSorted((one, other) => (one.public_id < other.public_id ? -1 : 1));
}

function field(answer: unknown, name: string): unknown {
  return Object.entries(answer ?? {}).find(([key]) => key === name)?.[1];
}

function publicIds(answer: unknown): unknown[] {
  const resources = field(answer, 'resources');
  return Array.isArray(resources) ? resources.map((resource) => field(resource, 'public_id')).toSorted() : [];
}
