import type { IncomingHttpHeaders } from 'node:http';
import type { Cause } from '../notifications/emit-event.ts';
import type { ProductEnvironment } from '../simulation.ts';
import type { Params } from './params.ts';
import type { Reply } from './reply.ts';
import type { PathParts } from './route.ts';

/** The `file` part of an upload. */
export interface UploadedFile {
  name: string;
  bytes: Buffer;
}

/** One authenticated request of the Upload or Admin API, parsed. */
export interface ApiCall {
  readonly environment: ProductEnvironment;
  /** The API key that made the call, and the URL of its own that its notifications go to. */
  readonly cause: Cause;
  readonly params: Params;
  readonly json: Record<string, unknown>;
  readonly file: UploadedFile | undefined;
  readonly headers: IncomingHttpHeaders;
  /** What the route's path names. */
  readonly path: PathParts;
}

/** Answers one kind of request. */
export type Handler = (call: ApiCall) => Reply | Promise<Reply>;
