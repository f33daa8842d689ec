import type { FaultPoint } from '../faults.ts';

/** What a request is about, from its URL. */
export interface Target {
  cloudName: string;
  point: FaultPoint;
  kind: 'api' | 'delivery' | 'storage';
  /** Below the cloud name; decoded for the API, as written for delivery. */
  path: string;
  query: string;
}

function decoded(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    })
    .join('/');
}

function pointOf(path: string): FaultPoint {
  if (path === 'download_backup') return 'downloadBackup';
  if (/^(image|video|raw)\/download$/.test(path)) return 'download';
  if (/^(image|video|raw|auto)\/\w+$/.test(path)) return 'upload';
  return 'admin';
}

/**
 * Takes a URL apart by hand: `URL` would resolve `.` and `..`, which may be parts of a public_id.
 */
export function parseTarget(url: string): Target {
  const mark = url.indexOf('?');
  const fullPath = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark + 1);
  const api = /^\/v1_1\/([^/]+)\/(.*)$/.exec(fullPath);
  if (api) {
    const path = decoded(api[2] ?? '');
    return { cloudName: api[1] ?? '', point: pointOf(path), kind: 'api', path, query };
  }
  const storage = /^\/storage\/([^/]+)\/(.*)$/.exec(fullPath);
  if (storage)
    return { cloudName: storage[1] ?? '', point: 'download', kind: 'storage', path: storage[2] ?? '', query };
  const [, cloudName = '', path = ''] = /^\/([^/]+)\/(.*)$/.exec(fullPath) ?? [];
  return { cloudName, point: 'delivery', kind: 'delivery', path, query };
}
