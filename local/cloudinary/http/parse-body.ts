import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { UploadedFile } from './api-call.ts';
import { Params } from './params.ts';
import { parseMultipart } from './parse-multipart.ts';
import { ApiError } from './reply.ts';

/** A single request carries at most 100 MB on any plan; a little more for the other fields. */
const LARGEST_BODY = 100 * 1024 * 1024 + 1024 * 1024;

/** As many as Ruby's JSON takes by default. */
const MOST_LEVELS = 100;

/** A request's parameters from its query and body, whatever the body's content type. */
export interface ParsedBody {
  params: Params;
  json: Record<string, unknown>;
  file: UploadedFile | undefined;
}

async function* limited(request: IncomingMessage): AsyncGenerator<Buffer, void> {
  let length = 0;
  for await (const part of request) {
    length += part.length;
    // The rest is read all the same: a client looks for an answer only when it has sent everything.
    if (length <= LARGEST_BODY) yield part;
  }
  if (length > LARGEST_BODY) throw new ApiError(400, `File size too large. Got ${length}. Maximum is 104857600.`);
}

/** Whether a value of JSON has no more than so many levels: whatever walks through it takes a step of the stack for each. */
function isWithin(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isWithin(levels - 1, member));
}

function parsedJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && isWithin(MOST_LEVELS, value)) {
      // A JSON object: its members are unknown, which is all that the type says.
      return value as Record<string, unknown>;
    }
  } catch {
    // Falls through to the refusal.
  }
  throw new ApiError(400, 'Invalid JSON in request body');
}

/** Reads a request to its end. Throws a 400 for a body that is too large or broken. */
export async function parseBody(request: IncomingMessage, query: string): Promise<ParsedBody> {
  const params = new Params();
  for (const [name, value] of new URLSearchParams(query)) params.add(name, value);
  const parsed: ParsedBody = { params, json: {}, file: undefined };
  const body = limited(request);
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('multipart/form-data')) {
    const { fields, file } = await parseMultipart(body, contentType);
    for (const [name, value] of fields) params.add(name, value);
    return { ...parsed, file };
  }
  const content = await text(body);
  if (content === '') return parsed;
  if (contentType.startsWith('application/json')) {
    parsed.json = parsedJson(content);
    params.addJson(parsed.json);
  } else {
    for (const [name, value] of new URLSearchParams(content)) params.add(name, value);
  }
  return parsed;
}
