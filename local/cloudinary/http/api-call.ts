import type { IncomingHttpHeaders } from 'node:http';
import type { OriginalBytes } from '../bytes/original-bytes.ts';
import type { Cause } from '../notifications/emit-event.ts';
import type { SimulatedCloud } from '../simulation.ts';
import type { Params } from './params.ts';
import type { Reply } from './reply.ts';
import type { PathParts } from './route.ts';

/** The `file` part of an upload. */
export interface UploadedFile {
  name: string | undefined;
  original: OriginalBytes;
}

/** One request, authenticated or allowed without a signature, of the Upload or Admin API, parsed. */
export interface ApiCall {
  readonly cloud: SimulatedCloud;
  /** The API key that made the call, if it was signed, and its `notification_url`. */
  readonly cause: Cause;
  readonly params: Params;
  readonly json: Record<string, unknown>;
  readonly file: UploadedFile | undefined;
  readonly headers: IncomingHttpHeaders;
  /** What the route's path names. */
  readonly path: PathParts;
  /** What the answer of an `async` call has named its work. */
  readonly batchId?: string;
}

/** Answers one kind of request. */
export type Handler = (call: ApiCall) => Reply | Promise<Reply>;
