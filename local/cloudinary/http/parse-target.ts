import type { FaultPoint } from '../faults.ts';

/** What a request is about, from its URL. */
export type Target = {
  cloudName: string;
  /** Below the cloud name; decoded for the API, as written for delivery. */
  path: string;
  query: string;
} & (
  | { kind: 'api'; point: Exclude<FaultPoint, 'delivery'> }
  | { kind: 'storage'; point: 'download' }
  | { kind: 'delivery'; point: 'delivery' }
);

function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function pointOf(path: string): (Target & { kind: 'api' })['point'] {
  if (path === 'download_backup') return 'downloadBackup';
  if (/^(image|video|raw)\/download$/.test(path)) return 'download';
  if (/^(image|video|raw|auto)\/\w+$/.test(path)) return 'upload';
  return 'admin';
}

/**
 * Takes a URL apart by hand: `URL` would resolve `.` and `..`, which may be parts of a public_id.
 */
export function parseTarget(url: string): Target {
  const [, prefix, cloudName = '', written = '', query = ''] =
    /^\/(?:(v1_1|v2\/notifications|storage)\/)?([^/?]+)\/([^?]*)(?:\?(.*))?$/s.exec(url) ?? [];
  if (prefix === 'storage') return { kind: 'storage', point: 'download', cloudName, path: written, query };
  if (prefix === undefined) return { kind: 'delivery', point: 'delivery', cloudName, path: written, query };
  const decoded = written.split('/').map(decodedSegment).join('/');
  // The second version of the API puts the module before the cloud.
  const path = prefix === 'v1_1' ? decoded : `${prefix}/${decoded}`;
  return { kind: 'api', point: pointOf(path), cloudName, path, query };
}
