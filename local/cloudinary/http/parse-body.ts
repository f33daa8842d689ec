import type { IncomingMessage } from 'node:http';
import type { UploadedFile } from './api-call.ts';
import { Params } from './params.ts';
import { ApiError } from './reply.ts';

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

/**
 * A multipart body whose boundary Node takes. The official SDK makes boundaries up at random, and one in a few thousand
 * has no more than two characters, which the standard allows and Node refuses.
 */
function withLongBoundary(body: Buffer, contentType: string): { body: Buffer; contentType: string } {
  const [, boundary = ''] = /boundary="?([^";]+)/.exec(contentType) ?? [];
  if (boundary === '' || boundary.length > 2) return { body, contentType };
  const longer = 'lengthened-boundary';
  // One character for each byte, and back: what stands between the boundaries stays as it is.
  const text = `\r\n${body.toString('latin1')}`.replaceAll(`\r\n--${boundary}`, `\r\n--${longer}`).slice(2);
  return { body: Buffer.from(text, 'latin1'), contentType: `multipart/form-data; boundary=${longer}` };
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
    const { body: multipart, contentType: type } = withLongBoundary(body, contentType);
    const form = await new Response(new Uint8Array(multipart), { headers: { 'content-type': type } })
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
