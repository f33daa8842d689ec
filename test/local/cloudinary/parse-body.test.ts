import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { expect, test } from 'vitest';
import { type ParsedBody, parseBody } from '#local/cloudinary/http/parse-body.ts';

/** What is parsed from a body that was really sent. */
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

// One in a few thousand of the official SDK's boundaries is that short.
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
    expect(parsed.file?.name).toBe('f.bin');
    expect(Buffer.concat([...(parsed.file?.original.read() ?? [])])).toEqual(file);
  },
);

test('a part of a file needs no name, and keeps a name in any script with its path', async () => {
  const part = (disposition: string) =>
    Buffer.from(
      `--b\r\nContent-Disposition: form-data; name="file"${disposition}\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n`,
    );
  const type = 'multipart/form-data; boundary=b';
  expect((await sent(part(''), type)).file).toMatchObject({ name: undefined, original: { length: 1 } });
  const name = 'a/b/caf\u00e9 \u65e5\u672c.bin';
  expect((await sent(part(`; filename="${name}"`), type)).file).toMatchObject({ name });
});

test.each([
  ['has no boundary', 'multipart/form-data', 1],
  ['breaks off in a field', 'multipart/form-data; boundary=b', 1],
  ['breaks off in a large file', 'multipart/form-data; boundary=b', 3 * 1024 * 1024],
])('a multipart body that %s is refused', async (_, contentType, length) => {
  const filename = length > 1 ? '; filename="f"' : '';
  const head = `--b\r\nContent-Disposition: form-data; name="file"${filename}\r\n\r\n`;
  const refused = sent(Buffer.concat([Buffer.from(head), Buffer.alloc(length)]), contentType);
  await expect(refused).rejects.toMatchObject({ status: 400, message: expect.stringContaining('multipart') });
});

test('a text field is as long as the client makes it', async () => {
  const value = 'x'.repeat(5 * 1024 * 1024);
  const body = `--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n${value}\r\n--b--\r\n`;
  const { params } = await sent(Buffer.from(body), 'multipart/form-data; boundary=b');
  expect(params.get('file')).toHaveLength(value.length);
});

test('text in JSON is proper Unicode, as it is in a form', async () => {
  const { params } = await sent(Buffer.from('{"a":"\\ud800","b":["\\ud83d\\ude00"]}'), 'application/json');
  expect([params.get('a'), params.get('b')]).toEqual(['\ufffd', '\u{1f600}']);
  const nested = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
  expect((await sent(Buffer.from(nested), 'application/json')).json).toEqual(JSON.parse(nested));
});

test.each(['{', '[]', 'null', '{"a":'.repeat(101) + 1 + '}'.repeat(101)])('the JSON %.20s is refused', async (json) => {
  await expect(sent(Buffer.from(json), 'application/json')).rejects.toMatchObject({ status: 400 });
});

test('a file under another name is no more than that name', async () => {
  const body = '--b\r\nContent-Disposition: form-data; name="photo"; filename="f"\r\n\r\nx\r\n--b--\r\n';
  const { params, file } = await sent(Buffer.from(body), 'multipart/form-data; boundary=b');
  expect([params.get('photo'), file]).toEqual(['', undefined]);
});
