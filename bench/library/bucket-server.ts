import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { revisionsFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { serveParent } from '../processes/serve-parent.ts';
import { awsAnswer } from './aws-answer.ts';
import { GeneratedLibrary, type LibraryPlan } from './generated-library.ts';
import { type ListObjects, listAnswer } from './list-answer.ts';
import { storedFiles } from './stored-files.ts';
import { StoredObjects } from './stored-objects.ts';

/** The requests that the bucket has received. */
export interface BucketFigures {
  puts: number;
  /** GETs of files. */
  gets: number;
  /** HEADs of revisions. */
  heads: number;
  /** LISTs of revisions. */
  revisionLists: number;
  /** Other LISTs. */
  lists: number;
  /** Messages that were sent. */
  messages: number;
  /** Every object that was put; `at` in milliseconds since 1970. */
  readonly written: { readonly key: string; readonly bytes: number; readonly at: number }[];
}

/**
 * Entry point of the process that stands in for AWS: `bucket-server.ts <plan>`. It holds the objects that are put, those
 * of the previous run and the journal. It computes revisions. Besides S3, it stands in for SQS, SSM and Step Functions.
 */
const library = new GeneratedLibrary(JSON.parse(process.argv[2] ?? '') as LibraryPlan);
const objects = new StoredObjects();
for await (const [key, body] of storedFiles(library)) objects.put(key, body, {});

const figures: BucketFigures = { puts: 0, gets: 0, heads: 0, revisionLists: 0, lists: 0, messages: 0, written: [] };
const BUCKET = '/bench/';

const list: ListObjects = (prefix, after, count) => {
  if (!prefix.startsWith(revisionsFolder(library.cloud))) {
    figures.lists += 1;
    return objects
      .keys(prefix, after)
      .slice(0, count)
      .map((key) => ({ key, bytes: objects.get(key)?.body.length ?? 0, etag: objects.get(key)?.etag ?? '' }));
  }
  figures.revisionLists += 1;
  return library.revisionsAfter(after, count);
};

const NO_SUCH_KEY = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>None</Message></Error>';
const PRECONDITION_FAILED = '<?xml version="1.0"?><Error><Code>PreconditionFailed</Code></Error>';

function respond(response: ServerResponse, body: string, type = 'application/xml', status = 200): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function read(key: string, isHead: boolean, response: ServerResponse): void {
  const isRevision = key.startsWith(revisionsFolder(library.cloud));
  if (isRevision) figures.heads += 1;
  else figures.gets += 1;
  const revision = isRevision ? library.revisionUnder(key) : undefined;
  const object = isRevision ? undefined : objects.get(key);
  const etag = revision?.etag ?? object?.etag;
  if (etag === undefined) {
    respond(response, isHead ? '' : NO_SUCH_KEY, undefined, 404);
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
  if (created) response.writeHead(200, { etag: '"0"', 'content-length': 0 }).end();
  else respond(response, PRECONDITION_FAILED, undefined, 412);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const body = String(await buffer(request));
    const answered = awsAnswer(target, body);
    if ('Successful' in answered) figures.messages += (answered.Successful as unknown[]).length;
    respond(response, JSON.stringify(answered), 'application/x-amz-json-1.0');
    return;
  }
  const url = new URL(request.url ?? '/', 'http://bucket');
  const key = decodeURIComponent(url.pathname.slice(BUCKET.length));
  if (url.searchParams.has('uploads')) respond(response, '<ListMultipartUploadsResult/>');
  else if (url.searchParams.has('list-type')) respond(response, listAnswer(url.searchParams, list));
  else if (request.method === 'PUT') await write(key, request, response);
  else read(key, request.method === 'HEAD', response);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(request.method, request.url, error);
    response.destroy();
  });
});
serveParent(server, figures);
