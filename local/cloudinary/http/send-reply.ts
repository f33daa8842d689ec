import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { heldBytes } from '../bytes/original-bytes.ts';
import { wrongBytes } from '../bytes/wrong-bytes.ts';
import type { Fault } from '../faults.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Reply } from './reply.ts';

/** Sends a reply, with the body that the fault makes of it. Resolves when it is sent or the client has gone away. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
  random: SeededRandom,
): Promise<void> {
  const isJson = 'json' in reply;
  const right = isJson ? heldBytes(Buffer.from(JSON.stringify(reply.json))) : reply.bytes;
  const salt = random.hex(16);
  const bytes = fault?.kind === 'wrong-bytes' ? wrongBytes(right, fault.stable ? 'stable' : salt) : right;
  const some = (wanted = Math.floor(right.length / 2)) => Math.min(wanted, right.length);
  const isShort = fault?.kind === 'short';
  const breaksOff = fault?.kind === 'reset' || fault?.kind === 'hang';
  const end = isShort ? some(fault.bytes) : breaksOff ? some(fault.afterBytes) : right.length;
  const promisedLength = isShort && fault.honestLength ? end : right.length;
  response.writeHead(reply.status, {
    'Content-Type': isJson ? 'application/json; charset=utf-8' : reply.contentType,
    'Content-Length': promisedLength,
    ...(isJson ? {} : { ETag: `"${right.md5}"` }),
    ...reply.headers,
  });
  const complete = end === promisedLength;
  try {
    await pipeline(Readable.from(bytes.read(0, end), { objectMode: false }), response, { end: complete });
    if (complete || fault?.kind === 'hang') return;
    // What has been written should arrive before the connection breaks.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (fault?.kind === 'reset') response.socket?.resetAndDestroy();
    else response.socket?.destroy();
  } catch {
    // The client has gone away: no one is left to answer.
    response.destroy();
  }
}
