import type { IncomingMessage } from 'node:http';
import type { UploadedFile } from './api-call.ts';
import { ApiError } from './api-error.ts';
import { Params } from './params.ts';

/** A single request carries at most 100 MB on any plan; a little more for the other fields. */
const LARGEST_BODY = 100 * 1024 * 1024 + 1024 * 1024;

/** A request's parameters from its query and body, whatever the body's content type. */
export interface ParsedBody {
  params: Params;
  json: Record<string, unknown>;
  file: UploadedFile | undefined;
}

async function wholeBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > LARGEST_BODY) throw new ApiError(400, `File size too large. Got ${length}. Maximum is 104857600.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parsedJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    // A JSON object: its members are unknown, which is all that the type says.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
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
  const body = await wholeBody(request);
  const contentType = request.headers['content-type'] ?? '';
  if (body.length === 0) return parsed;
  if (contentType.startsWith('application/json')) {
    parsed.json = parsedJson(body.toString());
    params.addJson(parsed.json);
  } else if (contentType.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
      .formData()
      .catch(() => {
        throw new ApiError(400, 'Invalid multipart body');
      });
    for (const [name, value] of form) {
      if (typeof value === 'string') params.add(name, value);
      else parsed.file = { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) };
    }
  } else {
    for (const [name, value] of new URLSearchParams(body.toString())) params.add(name, value);
  }
  return parsed;
}
