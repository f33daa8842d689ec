import type { IncomingHttpHeaders } from 'node:http';
import type { Environment } from '../environment.ts';
import type { Simulation } from '../simulation.ts';
import type { Params } from './params.ts';
import type { Reply } from './reply.ts';

/** The `file` part of an upload. */
export interface UploadedFile {
  name: string;
  bytes: Buffer;
}

/** One authenticated request of the Upload or Admin API, parsed. */
export interface ApiCall {
  readonly simulation: Simulation;
  readonly environment: Environment;
  /** The API key that made the call. */
  readonly apiKey: string;
  readonly params: Params;
  readonly json: Record<string, unknown>;
  readonly file: UploadedFile | undefined;
  readonly headers: IncomingHttpHeaders;
  /** What the route's pattern captured. */
  readonly captured: readonly string[];
}

/** Answers one kind of request. */
export type Handler = (call: ApiCall) => Reply | Promise<Reply>;
