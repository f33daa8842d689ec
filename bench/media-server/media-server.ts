import { createServer, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { serveParent } from '../processes/serve-parent.ts';
import { assetBytes, parseAssetId } from './generated-asset.ts';

/**
 * Entry point of the process that stands in for Cloudinary's downloads: `node media-server.ts <latency in ms>`. It answers
 * a request for a `public_id` made by `formatAssetId` with the bytes of that asset, whatever the path, after the latency.
 */
const SENT_AT_ONCE_BYTES = 1024 * 1024;
const latencyMs = Number(process.argv[2] ?? 0);

const server = createServer((request, response) => {
  const asset = parseAssetId(new URL(request.url ?? '/', 'http://media-server').searchParams.get('public_id') ?? '');
  if (asset === undefined) {
    response.writeHead(404, { 'content-length': 0 }).end();
    return;
  }
  setTimeout(() => void send(response, asset), latencyMs);
});

async function send(response: ServerResponse, asset: { index: number; bytes: number }): Promise<void> {
  const chunks = assetBytes(asset.index, asset.bytes);
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': asset.bytes });
  if (asset.bytes <= SENT_AT_ONCE_BYTES) {
    response.cork();
    for (const chunk of chunks) response.write(chunk);
    response.end();
    return;
  }
  // A copier may hang up early: that is no failure of this server.
  await pipeline(Readable.from(chunks), response).catch(() => undefined);
}

serveParent(server);
