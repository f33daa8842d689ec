import { createServer, type ServerOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { loopbackCertificate } from '../../local/certificate/loopback-certificate.ts';
import type { LibraryPlan } from './generated-library.ts';
import { indexOfAssetId } from './index-of-asset-id.ts';
import { listedItem } from './listed-item.ts';
import type { ListingFigures } from './listing-figures.ts';

/**
 * Entry point of the process that stands in for Cloudinary's Admin API: `listing-server.ts <plan> <latency in ms>
 * <assets that it says there are>`. All are images of type `upload`; the other listings are empty. It speaks https, as the SDK does nothing else.
 */
const plan = JSON.parse(process.argv[2] ?? '') as LibraryPlan;
const latencyMs = Number(process.argv[3]);
const saidAssets = Number(process.argv[4] ?? plan.assets);
const PAGE = 500;
const QUOTA = 1_000_000;

const figures: ListingFigures = { calls: 0, pages: 0, pageMs: 0, firstPageAt: 0, lastPageAt: 0 };

function pageFrom(start: number) {
  const end = Math.min(start + PAGE, plan.assets);
  const resources = Array.from({ length: end - start }, (_, index) => listedItem(plan, start + index));
  return end < plan.assets ? { resources, next_cursor: `after-${end}` } : { resources };
}

function answerTo({ pathname, searchParams }: URL): object {
  if (pathname.endsWith('/usage')) return { plan: 'Advanced', resources: saidAssets };
  if (pathname.endsWith('/by_asset_ids')) {
    const ids = [...searchParams].filter(([name]) => name.startsWith('asset_ids')).map(([, id]) => id);
    const indices = ids.map((id) => indexOfAssetId(plan, id)).filter((index) => index !== undefined);
    return { resources: indices.map((index) => listedItem(plan, index)) };
  }
  if (!pathname.endsWith('/resources/image/upload')) return { resources: [] };
  return pageFrom(Number(searchParams.get('next_cursor')?.slice('after-'.length) ?? 0));
}

const { key, cert } = await loopbackCertificate();
const options: ServerOptions = { key, cert, keepAliveTimeout: 60_000 };
const server = createServer(options, async (request, response) => {
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
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
process.on('message', () => process.send?.(figures));
process.once('disconnect', () => process.exit());
