import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { revisionsFolder } from '../../shared/domain/bucket/bucket-layout.ts';
import { awsAnswer } from './aws-answer.ts';
import type { BucketFigures } from './bucket-figures.ts';
import type { LibraryPlan } from './generated-library.ts';
import { type ListObjects, listAnswer } from './list-answer.ts';
import { revisionsBehind, revisionUnder } from './revision-keys.ts';
import { storedFiles } from './stored-files.ts';
import { StoredObjects } from './stored-objects.ts';

/**
 * Entry point of the process that stands in for AWS: `bucket-server.ts <plan>`. It holds what is put, and what the
 * previous run and the journal have left; revisions it computes. Beside S3 it answers as SQS, SSM and Step Functions do.
 */
const plan = JSON.parse(process.argv[2] ?? '') as LibraryPlan;
const objects = new StoredObjects();
for await (const [key, body] of storedFiles(plan)) objects.put(key, body, {});

const figures: BucketFigures = { puts: 0, gets: 0, heads: 0, revisionLists: 0, lists: 0, messages: 0, written: [] };
const BUCKET = '/bench/';

const list: ListObjects = (prefix, after, count) => {
  if (!prefix.startsWith(revisionsFolder(plan.cloud))) {
    figures.lists += 1;
    return objects
      .keys(prefix, after)
      .slice(0, count)
      .map((key) => ({ key, bytes: objects.get(key)?.body.length ?? 0, etag: objects.get(key)?.etag ?? '' }));
  }
  figures.revisionLists += 1;
  return revisionsBehind(plan, after, count);
};

function text(response: ServerResponse, body: string, type: string) {
  return response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function read(key: string, isHead: boolean, response: ServerResponse): void {
  const isRevision = key.startsWith(revisionsFolder(plan.cloud));
  if (isRevision) figures.heads += 1;
  else figures.gets += 1;
  const revision = isRevision ? revisionUnder(plan, key) : undefined;
  const object = isRevision ? undefined : objects.get(key);
  const etag = revision?.etag ?? object?.etag;
  if (etag === undefined) {
    const body = isHead ? '' : '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>None</Message></Error>';
    response.writeHead(404, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) }).end(body);
    return;
  }
  const length = revision?.bytes ?? object?.body.length ?? 0;
  response.writeHead(200, { 'content-length': length, etag: `"${etag}"`, ...object?.metadata });
  response.end(isHead ? undefined : object?.body);
}

async function write(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const metadata = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  figures.puts += 1;
  const created = objects.put(key, body, Object.fromEntries(metadata) as Record<string, string>);
  figures.written.push({ key, bytes: body.length, at: Date.now() });
  const error = '<?xml version="1.0"?><Error><Code>PreconditionFailed</Code></Error>';
  if (created) response.writeHead(200, { etag: '"0"', 'content-length': 0 }).end();
  else response.writeHead(412, { 'content-type': 'application/xml' }).end(error);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const body = String(await buffer(request));
    const answered = awsAnswer(target, body);
    if ('Successful' in answered) figures.messages += (answered.Successful as unknown[]).length;
    text(response, JSON.stringify(answered), 'application/x-amz-json-1.0');
    return;
  }
  const url = new URL(request.url ?? '/', 'http://bucket');
  const key = decodeURIComponent(url.pathname.slice(BUCKET.length));
  if (url.searchParams.has('uploads')) text(response, '<ListMultipartUploadsResult/>', 'application/xml');
  else if (url.searchParams.has('list-type')) text(response, listAnswer(url.searchParams, list), 'application/xml');
  else if (request.method === 'PUT') await write(key, request, response);
  else read(key, request.method === 'HEAD', response);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(request.method, request.url, error);
    response.destroy();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
process.on('message', () => process.send?.(figures));
process.once('disconnect', () => process.exit());
