import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { v2 as cloudinary } from 'cloudinary';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultBehaviour } from '#local/cloudinary/behaviour.ts';
import { startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';
import { fetchBytes, startLibrary } from './simulated-library.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('several clouds', () => {
  it('share a server and nothing else', async () => {
    const library = await startLibrary();
    closing.push(() => library.close());
    const tls = selfSignedCertificate();
    const clouds = ['one', 'two'];
    const server = await startSimulatedCloudinary({
      tls,
      http: true,
      clouds: clouds.map((cloudName) => ({
        cloudName,
        keys: [{ apiKey: `key-${cloudName}`, apiSecret: `secret-${cloudName}` }],
      })),
    });
    closing.push(() => server.close());
    const upload = (cloud: string, key: string) => {
      const params = { timestamp: Math.floor(Date.now() / 1000), public_id: 'a' };
      const signed = cloudinary.utils.sign_request(params, { api_key: `key-${key}`, api_secret: `secret-${key}` });
      const body = new URLSearchParams({ file: 'data:text/plain;base64,eA==' });
      for (const [name, value] of Object.entries(signed)) body.set(name, String(value));
      return fetch(`${server.httpOrigin}/v1_1/${cloud}/raw/upload`, { method: 'POST', body });
    };
    expect((await upload('one', 'one')).status).toBe(200);
    expect((await upload('two', 'one')).status).toBe(401);
    expect(clouds.map((cloud) => server.cloud(cloud).assets().length)).toEqual([1, 0]);
    expect(server.cloudinaryUrl('two')).toBe(`cloudinary://key-two:secret-two@two?upload_prefix=${server.origin}`);
    expect(() => server.cloud('three')).toThrow('three');
    expect(() => server.cloudinaryUrl('two', 1)).toThrow('no key 1');
  });

  it('answers requests that it does not simulate with a 404 that says so', async () => {
    const library = await startLibrary();
    closing.push(() => library.close());
    const answer = await library.admin('GET', 'derived_resources');
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([404, expect.stringContaining('Not simulated')]);
    expect((await fetchBytes(`${library.origin}/nowhere/x`)).status).toBe(401);
  });
});

describe('a webhook receiver', () => {
  it('may use https with its own certificate, and counts as failed when it does not answer', async () => {
    const tls = selfSignedCertificate();
    let answers = true;
    const receiver = createServer(tls, (_, response) => {
      if (answers) response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const library = await startLibrary({ notifications: { ca: tls.cert, timeoutMs: 100, retryDelaysMs: [] } });
    closing.push(
      () => library.close(),
      () => receiver.closeAllConnections(),
      () => receiver.close(),
    );
    const uri = `https://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    await library.admin('POST', 'triggers', { uri, event_type: 'upload' });
    await library.upload('x');
    await library.notifications.idle();
    answers = false;
    await library.upload('x');
    await library.notifications.idle();
    expect(library.notifications.log.map(({ status }) => status)).toEqual([200, undefined]);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../../../local/cloudinary/README.md', import.meta.url), 'utf8');
  const options = readFileSync(new URL('../../../local/cloudinary/options.ts', import.meta.url), 'utf8');
  const settings = [...options.matchAll(/^ {2}(?:readonly )?(\w+)\??: /gm)].map(([, name = '']) => name);

  it.each([...Object.keys(defaultBehaviour()), ...settings])('lists %s', (name) => {
    expect(readme).toContain(`\`${name}\``);
  });
});
