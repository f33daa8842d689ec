import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import { runs } from '#test/scale.ts';
import { exampleBodies } from './example-bodies.ts';
import { notificationOf, parse, reasonOf } from './parse.ts';

const { uploadImage } = exampleBodies;

describe('the envelope', () => {
  const { at: _, triggered_by: __, signature_key: ___, ...bare } = notificationOf(uploadImage);
  const envelopeOf = (change: object) => {
    const { at, triggered_by, signature_key, ...rest } = notificationOf({ ...uploadImage, ...change });
    expect(rest).toStrictEqual(bare);
    return { at, triggered_by, signature_key };
  };

  it.each([
    ['timestamp, where triggered_at is missing', {}, '2026-11-20T09:15:32.000000Z'],
    ['timestamp, where triggered_at is no time', { triggered_at: 'soon' }, '2026-11-20T09:15:32.000000Z'],
    ['triggered_at', { triggered_at: '2026-11-20T09:15:31.5Z' }, '2026-11-20T09:15:31.500000Z'],
  ])('takes its time from %s', (_, notification_context, at) => {
    expect(envelopeOf({ notification_context }).at).toBe(at);
  });

  it.each([
    ['bodies of before 2021 have nothing of it', undefined, undefined],
    ['all of it has other types', 17, { triggered_at: 5, triggered_by: [] }],
    ['its members have other types', null, { triggered_by: { source: 1, id: {} } }],
  ])('is absent where %s', (_, other, notification_context) => {
    const body = { ...uploadImage, timestamp: other, signature_key: other, notification_context };
    expect(notificationOf(body)).toStrictEqual(bare);
  });

  it.each([{ source: 'console' }, { id: '5' }])('keeps the half of triggered_by that is there: %j', (triggered_by) => {
    expect(envelopeOf({ notification_context: { triggered_by } }).triggered_by).toStrictEqual(triggered_by);
  });
});

describe('a body that makes no sense', () => {
  it.each([
    ['nothing', Buffer.alloc(0), true],
    ['text', Buffer.from('upload'), true],
    ['an upload form', Buffer.from('context={"a":1}&folder=user-uploads&timestamp='), true],
    ['cut JSON', Buffer.from('{"notification_type":"upload"'), false],
    ['JSON and more', Buffer.from(' {"notification_type":"eager"}{}'), false],
    ['a cut list', Buffer.from('\uFEFF\n[{'), false],
    ['no UTF-8', Buffer.from('{"notification_type":"eager","x":"\u00ff"}', 'latin1'), false],
    ['UTF-16', Buffer.from('{"notification_type":"eager"}', 'utf16le'), false],
    ['UTF-16 the other way round', Buffer.from('\uFEFF{"notification_type":"eager"}', 'utf16le').swap16(), false],
  ])('is no JSON: %s', (_, body, senseless) => {
    const reason = 'the body is not JSON in UTF-8';
    expect(parseNotification(body)).toEqual({ intelligible: false, senseless, reason });
  });

  const failed = { error: { message: 'Invalid image file' } };
  it.each([
    [{ notification_type: 'upload', ...failed, batch_id: 'b' }, 'failed'],
    [{ notification_type: 'upload', status: 'pending', public_id: 'a' }, 'pending'],
    [{ notification_type: 'rename', ...failed }, 'failed'],
    [{ notification_type: 'delete', ...failed }, 'failed'],
  ])('unless it is an answer: %j', (body, state) => {
    expect(notificationOf(body)).toEqual({ notification_type: 'answer', named: body.notification_type, state });
  });

  it.each([
    { ...uploadImage, ...failed, public_id: undefined },
    { ...uploadImage, status: 'pending', version: 'soon' },
    { notification_type: 'upload', ...failed, type: 'a/b' },
    { notification_type: 'delete', ...failed, resources: [{}] },
    { notification_type: 'upload', error: 'text' },
    { notification_type: 'upload', status: 'done' },
  ])('even with what answers have, if it names a version or has a wrong value: %j', (body) => {
    expect(reasonOf(body)).toMatch(/without its required fields/);
  });

  it.each(['upload', 'private'])('is not an upload of type %s that carries an error beside its version', (type) => {
    expect(notificationOf({ ...uploadImage, type, ...failed }).notification_type).toBe('upload');
  });

  it.each([
    ['a list that is null', { resources: null }],
    ['nothing but bad assets', { resources: [{}, { public_id: 5 }] }],
    ['no list at all', {}],
  ])('has %s: it is kept as a whole', (_, fields) => {
    expect(reasonOf({ notification_type: 'delete', ...fields })).toMatch(/^delete without its required fields/);
  });

  it('is read after a byte order mark', () => {
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
    expect(reasonOf(body)).toBe(`not a notification (${problem}); if the trigger has a payload template, remove it`);
  });

  it.each([
    [
      'version: invalid_union',
      [
        { version: 'v1secret' },
        { version: 1.5 },
        { version: '1234567890123456' },
        { version: '' },
        { version: undefined },
      ],
    ],
    ['version: too_small', [{ version: -1 }]],
    ['version: too_big', [{ version: 1e17 }]],
    ['public_id: invalid_type', [{ public_id: undefined }, { public_id: 42 }]],
    ['public_id: too_small', [{ public_id: '' }]],
    ['resource_type: invalid_type', [{ resource_type: undefined }]],
    [
      'resource_type: invalid_format',
      [{ resource_type: 'x'.repeat(65) }, { resource_type: 'ima/ge' }, { resource_type: '.' }, { resource_type: '..' }],
    ],
    ['type: invalid_type', [{ type: null }]],
    ['type: invalid_format', [{ type: '' }]],
  ])('is an upload with %s: %j', (problem, changes) => {
    for (const change of changes) {
      expect(reasonOf({ ...uploadImage, ...change })).toBe(`upload without its required fields: ${problem}`);
    }
  });

  it('is described by all wrong fields, and by none of their values', () => {
    expect(reasonOf({ ...uploadImage, version: 'secret', public_id: 77, type: {} })).toBe(
      'upload without its required fields: type: invalid_type, public_id: invalid_type, version: invalid_union',
    );
  });

  const whole = { resource_type: 'raw', type: 'upload', public_id: 5 };
  it.each([
    ['nine and one', [{}, {}, {}, whole], /: invalid_type$/],
    ['nine and two', [{}, {}, {}, { ...whole, type: 5 }], /: invalid_type and 1 more$/],
    [
      '90,000',
      Array.from({ length: 30_000 }, () => ({})),
      /: resources\.0\.resource_type: invalid_type, .*, resources\.3\.resource_type: invalid_type and 89990 more$/,
    ],
  ])('is described by ten problems at most, in few words, of %s', (_, resources, end) => {
    const reason = reasonOf({ notification_type: 'delete', resources });
    expect(reason).toMatch(end);
    expect(reason.split(', ')).toHaveLength(10);
    expect(reason.length).toBeLessThan(1000);
  });

  it('names no public_id, though resources may be keyed by them', () => {
    expect(reasonOf({ notification_type: 'move', resources: { 'private/name': { asset_id: '1' } } })).toBe(
      'move without its required fields: resources.0.resource_type: invalid_type, resources.0.type: invalid_type, resources.0.to_asset_folder: invalid_type',
    );
  });
});

describe('parseNotification', { timeout: 60_000 }, () => {
  const TYPES = ['upload', 'delete', 'rename', 'move', 'resource_tags_changed', 'resource_context_changed'];

  it('never throws, whatever the bytes and the JSON', () => {
    const fields = fc.constantFrom(...Object.keys(uploadImage), 'resources', 'context', 'metadata', 'access_control');
    const body = fc.tuple(fc.constantFrom(...TYPES, 'moderation', 'info'), fc.dictionary(fields, fc.jsonValue()));
    const json = body.map(([notification_type, rest]) => JSON.stringify({ ...rest, notification_type }));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.oneof(fc.json(), json).map(Buffer.from));
    fc.assert(
      fc.property(bytes, (body) => {
        expect(parseNotification(body)).toHaveProperty('intelligible');
      }),
      { numRuns: runs(1500) },
    );
  });

  const ARRAYS = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const withField = (field: string, json: string) => {
    const { [field]: _, ...rest } = uploadImage as Record<string, unknown>;
    return notificationOf(`${JSON.stringify(rest).slice(0, -1)},"${field}":${json}}`);
  };

  it.each(['metadata', 'context', 'tags', 'access_control', 'coordinates', 'unknown', 'resources'])(
    'survives any depth in %s of an upload, and keeps the revision',
    (field) => {
      for (const deep of [ARRAYS, `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`]) {
        const notification = withField(field, deep);
        expect(notification).toMatchObject({ notification_type: 'upload', revision: { version: 1795166132 } });
        expect(JSON.stringify(notification).length).toBeLessThan(2000);
      }
    },
  );

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
    ['[null,', ',2]'],
    ['{"a":"","b":', '}'],
  ])('keeps 64 levels of %s, far more than Cloudinary sends', (open, close) => {
    const nested = (depth: number) => withField('coordinates', `${open.repeat(depth)}0${close.repeat(depth)}`);
    expect(nested(64)).toHaveProperty('details.coordinates');
    expect(nested(65)).not.toHaveProperty('details.coordinates');
  });

  it.each([
    ['resource_metadata_changed', 'new_metadata', `{"x":${ARRAYS}}`, ': custom'],
    ['access_control_changed', 'new_access_control', ARRAYS, ''],
    ['resource_context_changed', 'added', `{"x":${ARRAYS}}`, ''],
  ])('finds %s unintelligible if its %s is nested too deeply', (type, field, deep, problem) => {
    const asset = '"asset_id":"1","resource_type":"image","type":"upload"';
    expect(reasonOf(`{"notification_type":"${type}","resources":{"a":{${asset},"${field}":${deep}}}}`)).toContain(
      `${type} without its required fields: resources.0.${field}${problem}`,
    );
  });
});
