import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNotification } from '../../../shared/domain/cloudinary/parse-notification.ts';
import { exampleBodies } from './example-bodies.ts';
import { notificationOf, parse, reasonOf } from './parse.ts';

const { uploadImage } = exampleBodies;

describe('the envelope', () => {
  it('tells when it happened, who caused it and whose secret signed', () => {
    expect(notificationOf(uploadImage)).toMatchObject({
      at: '2026-11-20T09:15:32.418220Z',
      triggered_by: { source: 'api', id: '412233445566778' },
      signature_key: '412233445566778',
    });
  });

  it.each([
    ['timestamp, where triggered_at is missing', {}, '2026-11-20T09:15:32.000000Z'],
    ['timestamp, where triggered_at is no time', { triggered_at: 'soon' }, '2026-11-20T09:15:32.000000Z'],
    ['triggered_at', { triggered_at: '2026-11-20T09:15:31.5Z' }, '2026-11-20T09:15:31.500000Z'],
  ])('takes its time from %s', (_, notification_context, at) => {
    expect(notificationOf({ ...uploadImage, notification_context }).at).toBe(at);
  });

  it.each([
    ['bodies of before 2021 have nothing of it', undefined, undefined],
    ['all of it has other types', 17, { triggered_at: 5, triggered_by: [] }],
    ['its members have other types', null, { triggered_by: { source: 1, id: {} } }],
  ])('is absent where %s', (_, other, notification_context) => {
    const body = { ...uploadImage, timestamp: other, signature_key: other, notification_context };
    const notification = notificationOf(body);
    expect(notification).not.toHaveProperty('at');
    expect(notification).not.toHaveProperty('triggered_by');
    expect(notification).not.toHaveProperty('signature_key');
  });

  it.each([[{ source: 'console' }], [{ id: '5' }]])(
    'keeps the half of triggered_by that is there: %j',
    (triggered_by) => {
      expect(notificationOf({ ...uploadImage, notification_context: { triggered_by } }).triggered_by).toStrictEqual(
        triggered_by,
      );
    },
  );

  it('does not hang on the order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(uploadImage).reverse());
    expect(notificationOf(reversed)).toEqual(notificationOf(uploadImage));
  });
});

describe('a body that makes no sense', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('upload')],
    ['cut JSON', Buffer.from('{"notification_type":"upload"')],
    ['JSON and more', Buffer.from('{"notification_type":"eager"}{}')],
    [
      'no UTF-8',
      Buffer.concat([Buffer.from('{"notification_type":"eager","x":"'), Buffer.of(0xff), Buffer.from('"}')]),
    ],
    ['UTF-16', Buffer.from('{"notification_type":"eager"}', 'utf16le')],
  ])('is no JSON: %s', (_, body) => {
    expect(parseNotification(body)).toEqual({ intelligible: false, reason: 'the body is not JSON in UTF-8' });
  });

  it('is read behind a byte order mark', () => {
    expect(parse('\uFEFF{"notification_type":"eager"}').intelligible).toBe(true);
  });

  it.each([
    ['null', 'body: invalid_type'],
    ['[]', 'body: invalid_type'],
    ['"upload"', 'body: invalid_type'],
    ['{}', 'notification_type: invalid_type'],
    ['{"notification_type":5}', 'notification_type: invalid_type'],
    ['{"notification_type":""}', 'notification_type: too_small'],
    [`{"notification_type":"${'x'.repeat(65)}"}`, 'notification_type: too_big'],
  ])('is no notification: %s', (body, problem) => {
    expect(reasonOf(body)).toBe(
      `no notification (${problem}); does the trigger have a payload template? It must have none`,
    );
  });

  it.each([
    ['a version that is not a number', { version: 'v1secret' }, 'version: invalid_union'],
    ['a version with a fraction', { version: 1.5 }, 'version: invalid_union'],
    ['a negative version', { version: -1 }, 'version: too_small'],
    ['a version beyond exact numbers', { version: 1e17 }, 'version: too_big'],
    ['a version of 16 digits in text', { version: '1234567890123456' }, 'version: invalid_union'],
    ['an empty version', { version: '' }, 'version: invalid_union'],
    ['no version', { version: undefined }, 'version: invalid_union'],
    ['no public_id', { public_id: undefined }, 'public_id: invalid_type'],
    ['an empty public_id', { public_id: '' }, 'public_id: too_small'],
    ['a public_id that is a number', { public_id: 42 }, 'public_id: invalid_type'],
    ['no resource_type', { resource_type: undefined }, 'resource_type: invalid_type'],
    ['a resource_type that no key could hold', { resource_type: 'x'.repeat(65) }, 'resource_type: invalid_format'],
    ['a resource_type of other characters', { resource_type: 'ima/ge' }, 'resource_type: invalid_format'],
    ['a null type', { type: null }, 'type: invalid_type'],
    ['an empty type', { type: '' }, 'type: invalid_format'],
  ])('is an upload with %s', (_, change, problem) => {
    expect(reasonOf({ ...uploadImage, ...change })).toBe(`upload without what it requires: ${problem}`);
  });

  it('is told of by all fields that are wrong, and by none of their values', () => {
    const reason = reasonOf({ ...uploadImage, version: 'secret', public_id: 77, type: {} });
    expect(reason).toBe(
      'upload without what it requires: type: invalid_type, public_id: invalid_type, version: invalid_union',
    );
    expect(reason).not.toMatch(/secret|77/);
  });

  it('is told of in few words, however much is wrong with it', () => {
    const resources = Array.from({ length: 30_000 }, () => ({}));
    const reason = reasonOf({ notification_type: 'delete', resources });
    expect(reason.length).toBeLessThan(1000);
    expect(reason).toMatch(
      /: resources\.0\.resource_type: invalid_type, .*, resources\.3\.resource_type: invalid_type and 89990 more$/,
    );
  });

  it.each([
    [{ resource_type: 'raw', type: 'upload', public_id: 5 }, /: invalid_type$/],
    [{ resource_type: 'raw', type: 5, public_id: 5 }, /: invalid_type and 1 more$/],
  ])('is told of by ten problems at most: nine and those of %j', (last, end) => {
    const reason = reasonOf({ notification_type: 'delete', resources: [{}, {}, {}, last] });
    expect(reason.split(', ')).toHaveLength(10);
    expect(reason).toMatch(end);
  });

  it('names no public_id, though resources may be keyed by them', () => {
    expect(reasonOf({ notification_type: 'move', resources: { 'private/name': { asset_id: '1' } } })).toBe(
      'move without what it requires: resources.0.resource_type: invalid_type, resources.0.type: invalid_type, resources.0.to_asset_folder: invalid_type',
    );
  });
});

describe('parseNotification', { timeout: 60_000 }, () => {
  const TYPES = ['upload', 'delete', 'rename', 'move', 'resource_tags_changed', 'resource_context_changed'];

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(parseNotification(body)).toHaveProperty('intelligible');
      }),
    );
  });

  it('never throws, whatever the JSON', () => {
    const fields = fc.constantFrom(...Object.keys(uploadImage), 'resources', 'context', 'metadata', 'access_control');
    const body = fc.tuple(fc.constantFrom(...TYPES, 'moderation', 'info'), fc.dictionary(fields, fc.jsonValue()));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          body.map(([type, rest]) => JSON.stringify({ ...rest, notification_type: type })),
        ),
        (json) => {
          expect(parse(json)).toHaveProperty('intelligible');
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each(['metadata', 'context', 'tags', 'access_control', 'coordinates', 'unknown', 'resources'])(
    'survives any depth in %s of an upload, and loses no revision over it',
    (field) => {
      const { [field]: _, ...rest } = uploadImage as Record<string, unknown>;
      for (const deep of [
        `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
        `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`,
      ]) {
        const notification = notificationOf(`${JSON.stringify(rest).slice(0, -1)},"${field}":${deep}}`);
        expect(notification).toMatchObject({ notification_type: 'upload', revision: { version: 1795166132 } });
        expect(JSON.stringify(notification).length).toBeLessThan(2000);
      }
    },
  );

  it('keeps values nested as deep as anything that Cloudinary sends', () => {
    const metadata = { a: [{ b: [{ c: [['d']] }] }] };
    expect(notificationOf({ ...uploadImage, metadata })).toMatchObject({ details: { metadata } });
  });

  it('is unintelligible where what changed is nested beyond all reason', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const asset = '"asset_id":"1","resource_type":"image","type":"upload"';
    expect(
      reasonOf(
        `{"notification_type":"resource_metadata_changed","resources":{"a":{${asset},"new_metadata":{"x":${deep}}}}}`,
      ),
    ).toBe('resource_metadata_changed without what it requires: resources.0.new_metadata: custom');
    expect(
      reasonOf(
        `{"notification_type":"access_control_changed","resources":{"a":{${asset},"new_access_control":${deep}}}}`,
      ),
    ).toContain('resources.0.new_access_control');
    expect(
      reasonOf(`{"notification_type":"resource_context_changed","resources":{"a":{${asset},"added":{"x":${deep}}}}}`),
    ).toContain('resources.0.added');
  });
});
