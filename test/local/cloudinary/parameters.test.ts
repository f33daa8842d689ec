import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { v2 as cloudinary } from 'cloudinary';
import { expect, it } from 'vitest';
import { ping } from '#local/cloudinary/admin-api/account.ts';
import { ENDPOINTS } from '#local/cloudinary/endpoints.ts';
import { DETAIL_NAMES } from '#local/cloudinary/library/asset-details.ts';
import { fetchBytes, forEachTest, startLibrary } from './simulated-library.ts';

const library = forEachTest(() => startLibrary());
const sdk = createRequire(import.meta.url).resolve('cloudinary/package.json');

/** Every name that the SDK reads from options, or puts into parameters. */
function sdkParameterNames(): string[] {
  const names = ['lib/api.js', 'lib/uploader.js', 'lib/utils/index.js'].flatMap((file) => {
    const source = readFileSync(sdk.replace('package.json', file), 'utf8');
    const members = [...source.matchAll(/\b(?:options|params|updates)\.(\w+)/g)];
    const picked = [...source.matchAll(/pickOnlyExistingValues\(\w+, ([^)]+)\)/g)].flatMap(([, list = '']) => [
      ...list.matchAll(/["'](\w+)["']/g),
    ]);
    return [...members, ...picked].map(([, name = '']) => name);
  });
  return [...new Set(names)].filter((name) => !OF_EVERY_CALL.has(name)).sort();
}

const OF_EVERY_CALL = new Set('api_key api_secret cloud_name signature timestamp'.split(' '));
const names = sdkParameterNames();

/** What a path may have where its route names a part. */
const SAMPLES: Record<string, string> = { resource_type: 'image', asset_id: '0'.repeat(32) };

const routes = Object.entries(ENDPOINTS)
  .filter(([point]) => point !== 'downloadBackup')
  .flatMap(([point, endpoints]) =>
    endpoints.map(([method, pattern, endpoint]) => {
      const path = pattern.source
        .slice(1, -1)
        .replaceAll('\\', '')
        .replace(/\(\?<(\w+)>[^)]*\)/g, (_, part) => SAMPLES[part.replace('_or_auto', '')] ?? 'x');
      return { point, method, path, endpoint };
    }),
  );

it('knows what the SDK sends', () => {
  expect(names).toEqual(expect.arrayContaining(['upload_preset', 'eager', 'phash', 'allowed_formats', 'next_cursor']));
});

it.each(routes)(
  '$method $path names or refuses each parameter of the SDK',
  async ({ point, method, path, endpoint }) => {
    const { api_key, api_secret } = library.credentials;
    const sent: Record<string, string> = Object.fromEntries(names.map((name) => [name, '1']));
    sent['expires_at'] = '4102444800';
    sent['timestamp'] = String(Math.floor(Date.now() / 1000));
    // The path names the resource type, which no signature covers.
    const { resource_type, ...covered } = sent;
    const signed = { ...sent, api_key, signature: cloudinary.utils.api_sign_request(covered, api_secret) };
    const query = new URLSearchParams(point === 'admin' ? sent : signed).toString();
    const url = `${library.origin}/v1_1/demo/${path}`;
    // Node sends no body with these.
    const inQuery = method === 'GET' || method === 'DELETE';
    const { status, text } = await fetchBytes(
      inQuery ? `${url}?${query}` : url,
      {
        method,
        auth: `${api_key}:${api_secret}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      inQuery ? undefined : query,
    );
    const refused = names.filter((name) => !endpoint.parameters.has(name));
    expect({ status, text }).toEqual({
      status: 400,
      text: JSON.stringify({ error: { message: `Not simulated: parameter ${refused.join(', ')}` } }),
    });
  },
);

const folder = join(import.meta.dirname, '../../../local/cloudinary');
const LIST_OF_NAMES = /(?<!\w)\[\s*(?:(?:'\w+'|\.\.\.\w+),?\s*)+\]/g;

/** Parameters that are meant to change nothing: there is no CDN, and of derived assets one page of none. */
const WITHOUT_EFFECT = new Set(['invalidate', 'resource max_results', 'resourceByAssetId max_results']);

/** The code of a file and of all that it imports. */
function codeFrom(path: string, read = new Map<string, string>()): string {
  if (!read.has(path)) {
    const code = readFileSync(path, 'utf8');
    read.set(path, code);
    for (const [, imported = ''] of code.matchAll(/^import [^t].* from '(\.[^']+)'/gm))
      codeFrom(join(path, '..', imported), read);
  }
  return [...read.values()].join('\n');
}

const beforeEndpoints = codeFrom(join(folder, 'http/authenticate.ts'));
const endpointFiles = globSync('*/*.ts', { cwd: folder })
  .filter((file) => / = endpoint\(/.test(readFileSync(join(folder, file), 'utf8')))
  // A preset keeps all of its settings.
  .filter((file) => file !== 'admin-api/upload-presets.ts');

it('finds the files of the endpoints', () => {
  expect(endpointFiles).toEqual(expect.arrayContaining(['upload-api/upload.ts', 'admin-api/account.ts']));
});

it.each(endpointFiles)('%s reads each parameter that it names', async (file) => {
  const exported: Record<string, unknown> = await import(join(folder, file));
  const all = codeFrom(join(folder, file)) + beforeEndpoints;
  const code = all.replace(LIST_OF_NAMES, '');
  function isRead(name: string): boolean {
    // Names that come from a table or a schema are read by it.
    const isListed = all.includes(`'${name}'`) && !DETAIL_NAMES.includes(name);
    return !isListed || new RegExp(`\\((?:[^()]*, )?'${name}'|json\\['${name}'\\]|\\b${name}: z\\.`).test(code);
  }
  const unread = Object.entries(exported).flatMap(([endpoint, value]) => {
    if (typeof value !== 'function' || !('parameters' in value) || !(value.parameters instanceof Set)) return [];
    return [...value.parameters]
      .filter((name) => !ping.parameters.has(name) && !WITHOUT_EFFECT.has(name) && !isRead(name))
      .map((name) => `${endpoint} ${name}`);
  });
  expect(unread.filter((name) => !WITHOUT_EFFECT.has(name))).toEqual([]);
});
