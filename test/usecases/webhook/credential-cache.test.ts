import { beforeEach, describe, expect, test } from 'vitest';
import type { Credentials } from '#shared/domain/cloudinary/credentials.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { type CredentialCache, credentialCache } from '#shared/usecases/webhook/credential-cache.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const UNREADABLE = new PipelineError('credentials-unavailable', 'The SSM parameter cannot be read.');

let now: number;
let reads: number;
let secret: string | Error;
let cache: CredentialCache;

function credentials(apiSecret: string): Credentials {
  const calling = { apiKey: '1', apiSecret };
  return { calling, all: [calling], problems: [] };
}

beforeEach(() => {
  now = 1_700_000_000_000;
  reads = 0;
  secret = 'first';
  cache = credentialCache(
    async () => {
      reads++;
      if (secret instanceof Error) throw secret;
      return credentials(secret);
    },
    () => now,
  );
});

async function secretOf() {
  return (await cache.get()).calling.apiSecret;
}

describe('credentials', () => {
  test('are read at most every five minutes', async () => {
    expect(await secretOf()).toBe('first');
    now += 5 * MINUTE - 1;
    secret = 'second';
    expect(await secretOf()).toBe('first');
    expect(reads).toBe(1);
    now += 1;
    expect(await secretOf()).toBe('second');
    expect(reads).toBe(2);
  });

  test('are read once for all concurrent callers', async () => {
    await Promise.all(Array.from({ length: 20 }, () => secretOf()));
    now += 2 * MINUTE;
    await Promise.all([cache.refresh(), cache.refresh()]);
    expect(reads).toBe(2);
  });

  test('are served stale while they cannot be read', async () => {
    await secretOf();
    secret = UNREADABLE;
    now += 60 * MINUTE;
    expect(await secretOf()).toBe('first');
    now += 4 * SECOND;
    expect(await secretOf()).toBe('first');
    expect(reads).toBe(2);
    secret = 'second';
    now += 1 * SECOND;
    expect(await secretOf()).toBe('second');
  });

  test('that could never be read are tried at most every five seconds', async () => {
    secret = UNREADABLE;
    await expect(secretOf()).rejects.toBe(UNREADABLE);
    now += 5 * SECOND - 1;
    await expect(secretOf()).rejects.toBe(UNREADABLE);
    expect(reads).toBe(1);
    now += 1;
    secret = 'second';
    expect(await secretOf()).toBe('second');
  });

  test('may fail synchronously, too', async () => {
    cache = credentialCache(
      () => {
        throw UNREADABLE;
      },
      () => now,
    );
    await expect(secretOf()).rejects.toBe(UNREADABLE);
  });
});

describe('a refresh', () => {
  test('reads again, but at most once a minute', async () => {
    await secretOf();
    secret = 'second';
    expect(await cache.refresh()).toBeUndefined();
    now += MINUTE - 1;
    expect(await cache.refresh()).toBeUndefined();
    now += 1;
    expect((await cache.refresh())?.calling.apiSecret).toBe('second');
    expect(await cache.refresh()).toBeUndefined();
    expect(await secretOf()).toBe('second');
    expect(reads).toBe(2);
  });

  test('that fails keeps the cached credentials, and is not repeated for a minute', async () => {
    await secretOf();
    now += MINUTE;
    secret = UNREADABLE;
    expect((await cache.refresh())?.calling.apiSecret).toBe('first');
    now += MINUTE - 1;
    expect(await cache.refresh()).toBeUndefined();
    expect(reads).toBe(2);
  });

  test('reads credentials for the first time, too', async () => {
    expect((await cache.refresh())?.calling.apiSecret).toBe('first');
  });

  test('is undefined if credentials were never read and cannot be', async () => {
    secret = UNREADABLE;
    expect(await cache.refresh()).toBeUndefined();
  });
});
