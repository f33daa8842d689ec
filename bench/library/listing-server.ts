import { createServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { serveParent } from '../processes/serve-parent.ts';
import { GeneratedLibrary, hexOf, type LibraryPlan, referenceOf } from './generated-library.ts';

/** The requests that the Admin API has received. */
export interface ListingFigures {
  calls: number;
  /** Pages with assets. */
  pages: number;
  /** Their total time, from the request to the last byte, in milliseconds. */
  pageMs: number;
  /** When the first page was requested, in milliseconds since 1970. */
  firstPageAt: number;
  /** When the last page was sent. */
  lastPageAt: number;
}

/**
 * Entry point of the process that stands in for Cloudinary's Admin API: `listing-server.ts <plan> <latency in ms>
 * <number of assets to report>`. All assets are images of type `upload`; the other listings are empty. It speaks https,
 * because the SDK does.
 */
const library = new GeneratedLibrary(JSON.parse(process.argv[2] ?? '') as LibraryPlan);
const latencyMs = Number(process.argv[3]);
const reportedAssets = Number(process.argv[4] ?? library.assets);
const PAGE = 500;
const QUOTA = 1_000_000;

const figures: ListingFigures = { calls: 0, pages: 0, pageMs: 0, firstPageAt: 0, lastPageAt: 0 };

/** The index of every listed asset_id; computed on the first request for one. */
let indices: Map<string, number> | undefined;

function indexOfAssetId(assetId: string): number | undefined {
  indices ??= new Map(Array.from({ length: library.assets }, (_, index) => [hexOf('asset', index), index]));
  return indices.get(assetId);
}

function pageFrom(start: number) {
  const end = Math.min(start + PAGE, library.assets);
  const resources = Array.from({ length: end - start }, (_, index) => listedItem(start + index));
  return end < library.assets ? { resources, next_cursor: `after-${end}` } : { resources };
}

function answerTo({ pathname, searchParams }: URL): object {
  if (pathname.endsWith('/usage')) return { plan: 'Advanced', resources: reportedAssets };
  if (pathname.endsWith('/by_asset_ids')) {
    const ids = [...searchParams].filter(([name]) => name.startsWith('asset_ids')).map(([, id]) => id);
    const listed = ids.map(indexOfAssetId).filter((index) => index !== undefined);
    return { resources: listed.map((index) => listedItem(index)) };
  }
  if (!pathname.endsWith('/resources/image/upload')) return { resources: [] };
  return pageFrom(Number(searchParams.get('next_cursor')?.slice('after-'.length) ?? 0));
}

const { key, cert } = await loopbackCertificate();
const server = createServer({ key, cert }, async (request, response) => {
  const begunAt = performance.now();
  figures.calls += 1;
  const url = new URL(request.url ?? '/', 'https://listing');
  const isPage = url.pathname.endsWith('/resources/image/upload');
  if (isPage) figures.firstPageAt ||= Date.now();
  const body = JSON.stringify(answerTo(url));
  await sleep(Math.max(0, latencyMs - (performance.now() - begunAt)));
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-featureratelimit-limit': QUOTA,
    'x-featureratelimit-remaining': QUOTA - figures.calls,
    'x-featureratelimit-reset': new Date(Date.now() + 3_600_000).toUTCString(),
  });
  response.end(body, () => {
    if (!isPage) return;
    figures.pages += 1;
    figures.pageMs += performance.now() - begunAt;
    figures.lastPageAt = Date.now();
  });
});
serveParent(server, figures);

/**
 * An asset as the Admin API lists it, with tags, context and structured metadata.
 *
 * Source: https://cloudinary.com/documentation/admin_api#get_resources
 */
function listedItem(index: number): Readonly<Record<string, unknown>> {
  const reference = referenceOf(index);
  const { version, bytes, etag } = library.currentRevisionOf(index);
  const { context, ...details } = library.detailsOf(index, library.isTagged(index));
  const path = `res.cloudinary.com/${library.cloud}/image/upload/v${version}/${reference.public_id}.jpg`;
  return {
    ...reference,
    format: 'jpg',
    version,
    bytes,
    etag,
    width: 2400,
    height: 1600,
    backup: false,
    access_mode: 'public',
    url: `http://${path}`,
    secure_url: `https://${path}`,
    ...details,
    context: { custom: context },
  };
}
