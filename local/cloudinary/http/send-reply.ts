import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { heldBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import { wrongBytes } from '../bytes/wrong-bytes.ts';
import type { Fault } from '../faults.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Reply } from './reply.ts';

interface Body {
  bytes: OriginalBytes;
  /** Stop after this many bytes. */
  end: number;
  promisedLength: number;
  /** How the connection ends when fewer bytes come than were promised. */
  cut: 'reset' | 'close';
}

function bodyUnder(fault: Fault | undefined, bytes: OriginalBytes, salt: string): Body {
  const whole: Body = { bytes, end: bytes.length, promisedLength: bytes.length, cut: 'close' };
  const some = (wanted: number | undefined) => Math.min(wanted ?? Math.floor(bytes.length / 2), bytes.length);
  if (fault?.kind === 'wrong-bytes') return { ...whole, bytes: wrongBytes(bytes, fault.stable ? 'stable' : salt) };
  if (fault?.kind === 'reset') return { ...whole, end: some(fault.afterBytes), cut: 'reset' };
  if (fault?.kind !== 'short') return whole;
  const end = some(fault.bytes);
  return fault.honestLength ? { ...whole, end, promisedLength: end } : { ...whole, end };
}

/** Sends a reply, its body as the fault has it. Resolves when it is sent, or when the client went away. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
  random: SeededRandom,
): Promise<void> {
  const isJson = 'json' in reply;
  const original = isJson ? heldBytes(Buffer.from(JSON.stringify(reply.json))) : reply.bytes;
  const body = bodyUnder(fault, original, random.hex(16));
  response.writeHead(reply.status, {
    'Content-Type': isJson ? 'application/json; charset=utf-8' : reply.contentType,
    'Content-Length': body.promisedLength,
    ...(isJson ? {} : { ETag: `"${original.md5}"` }),
    ...reply.headers,
  });
  const complete = body.end === body.promisedLength;
  try {
    await pipeline(Readable.from(body.bytes.read(0, body.end), { objectMode: false }), response, { end: complete });
    if (complete) return;
    // What was written so far should arrive before the connection breaks.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (body.cut === 'reset') response.socket?.resetAndDestroy();
    else response.socket?.destroy();
  } catch {
    // The client went away: nothing is left to tell it.
    response.destroy();
  }
}
