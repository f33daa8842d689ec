import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { expect, test } from 'vitest';
import { type ParsedBody, parseBody } from '#local/cloudinary/http/parse-body.ts';

/** What is parsed of a body that was really sent. */
async function sent(body: Buffer, contentType: string): Promise<ParsedBody> {
  const received = Promise.withResolvers<ParsedBody>();
  const server = createServer((incoming, outgoing) => {
    parseBody(incoming, '').then(received.resolve, received.reject);
    outgoing.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  request({ host: '127.0.0.1', port, method: 'POST', headers: { 'content-type': contentType } }).end(body);
  try {
    return await received.promise;
  } finally {
    server.close();
  }
}

// One in a few thousand of the official SDK's boundaries is so short.
test.each(['x', 'q7', 'abc', 'jk2m9x0p4w'])(
  'a multipart body with the boundary %s keeps its bytes',
  async (boundary) => {
    const file = Buffer.from([0, 255, 128, 13, 10, 45, 45, 13, 10, 200]);
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="public_id"\r\n\r\ncaf\u00e9\r\n`),
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="f.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      ),
      file,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const parsed = await sent(body, `multipart/form-data; boundary=${boundary}`);
    expect(parsed.params.get('public_id')).toBe('caf\u00e9');
    expect(parsed.file).toEqual({ name: 'f.bin', bytes: file });
  },
);
