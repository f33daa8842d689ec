import { describe, expect, test } from 'vitest';
import { UPLOAD_NOTIFICATION as UPLOAD } from '#test/doubles/upload-notification.ts';
import { EARLIER, job, put, queue, redrive, sent, setAside, useDeadLetters } from './redrive-run.ts';

useDeadLetters();

describe('a body that was set aside', () => {
  test('is parsed again, and its jobs are sent as the webhook sends them', async () => {
    put(...setAside(UPLOAD));
    const report = await redrive({ queue: 'set-aside' });
    expect(sent.live.map((body) => JSON.parse(body))).toMatchObject([
      // The body names no time: it is when the delivery was signed.
      { v: 1, job: 'revision', cloud: 'demo', at: '2026-11-20T09:00:00.000000Z', revision: { version: 1795166132 } },
    ]);
    expect(queue.bodies).toEqual([]);
    expect(report.moved).toEqual([{ kind: 'unintelligible', cloud: 'demo', messages: 1 }]);
  });

  test('is joined from its pieces, in any order, with other messages in between', async () => {
    const one = setAside({ ...UPLOAD, padding: 'x'.repeat(100_000) }, 'request-1');
    const two = setAside({ ...UPLOAD, public_id: 'other', padding: 'y'.repeat(50_000) }, 'request-2');
    expect([one.length, two.length]).toEqual([3, 2]);
    queue.batch = 2;
    put(...[one[2], two[1], job('between'), one[0], two[0], one[1]].map((body) => body ?? ''));
    const report = await redrive({ queue: 'set-aside' });
    expect(sent.live.map((body) => JSON.parse(body).asset?.public_id)).toEqual([undefined, 'other', 'photo']);
    expect(report.moved).toEqual([
      { kind: 'unintelligible', cloud: 'demo', messages: 5 },
      { kind: 'revision', cloud: 'demo', messages: 1 },
    ]);
    expect(queue.bodies).toEqual([]);
  });

  test('is not mixed up with another of the same number of pieces', async () => {
    const [one, two] = ['photo', 'other'].map((public_id, index) =>
      setAside({ ...UPLOAD, public_id, padding: 'x'.repeat(50_000) }, `request-${index}`),
    );
    put(...[one?.[0], two?.[0], one?.[1], two?.[1]].map((body) => body ?? ''));
    expect(await redrive({ queue: 'set-aside' })).toMatchObject({ kept: [], moved: [{ messages: 4 }] });
    expect(sent.live.map((body) => JSON.parse(body).asset.public_id)).toEqual(['photo', 'other']);
  });

  test('stays with all its pieces while one is missing', async () => {
    const [first = '', , third = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(160_000) });
    const ids = put(first, third);
    const report = await redrive({ queue: 'set-aside' });
    expect(report.kept).toEqual([
      {
        kind: 'unintelligible',
        cloud: 'demo',
        requestId: 'request-1',
        messageIds: ids,
        firstSentAt: EARLIER,
        reason: 'incomplete: missing piece 2, 4 of 4',
      },
    ]);
    expect(queue.bodies).toEqual([first, third]);
    expect(queue.hidden).toEqual([]);
    expect(sent.live).toEqual([]);
  });

  test('accepts a piece that arrives twice, before or after the body was whole', async () => {
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    queue.batch = 1;
    put(first, first, second, second);
    const report = await redrive({ queue: 'set-aside' });
    expect(sent.live).toHaveLength(1);
    expect(report).toMatchObject({ moved: [{ messages: 4 }], kept: [] });
    expect(queue.bodies).toEqual([]);
  });

  test.each([
    ['before', (first: string, other: string, second: string) => [first, other, second]],
    ['after', (first: string, other: string, second: string) => [first, second, other]],
  ])('keeps a different piece with the same number that arrives %s it is whole', async (_, inOrder) => {
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    const [other = ''] = setAside({ ...UPLOAD, public_id: 'forged', padding: 'x'.repeat(50_000) });
    queue.batch = 1;
    put(...inOrder(first, other, second));
    const report = await redrive({ queue: 'set-aside' });
    expect(sent.live.map((body) => JSON.parse(body).asset.public_id)).toEqual(['photo']);
    expect(report).toMatchObject({
      moved: [{ messages: 2 }],
      kept: [
        {
          kind: 'unintelligible',
          cloud: 'demo',
          requestId: 'request-1',
          reason: expect.stringContaining('piece 1 of 2'),
        },
      ],
    });
    expect(queue.bodies).toEqual([other]);
  });

  test('stays if it is still unintelligible, as does a second copy of it, with the reason found now', async () => {
    put(...setAside('nonsense'), ...setAside('nonsense'));
    const letter = { kind: 'unintelligible', reason: 'still unintelligible: the body is not JSON in UTF-8' };
    expect((await redrive({ queue: 'set-aside' })).kept).toMatchObject([
      { ...letter, messageIds: ['message-1'] },
      { ...letter, messageIds: ['message-2'] },
    ]);
    expect(queue.bodies).toHaveLength(2);
  });

  test('on the live dead-letter queue, where earlier versions put it, moves to the set-aside queue if it still is', async () => {
    const nonsense = setAside('nonsense');
    const partly = setAside(
      {
        notification_type: 'delete',
        resources: [{ resource_type: 'image', type: 'upload', public_id: 'good' }, {}],
        padding: 'x'.repeat(50_000),
      },
      'request-2',
    );
    put(...nonsense, ...setAside(UPLOAD, 'request-3'), ...partly);
    const report = await redrive();
    expect(report).toMatchObject({ kept: [], moved: [{ messages: 4 }], sent: { live: 2, 'set-aside': 3 } });
    expect(sent['set-aside']).toEqual([...nonsense, ...partly]);
    expect(queue.bodies).toEqual([]);
  });

  test('stays if some of its assets are still unintelligible; those that are not are sent', async () => {
    const good = { resource_type: 'image', type: 'upload', public_id: 'good' };
    put(...setAside({ notification_type: 'delete', resources: [good, { ...good, public_id: null }] }));
    const report = await redrive({ queue: 'set-aside' });
    expect(report.kept).toMatchObject([{ reason: expect.stringContaining('in part') }]);
    expect(sent.live.flatMap((body) => JSON.parse(body).entries)).toMatchObject([good]);
    expect(sent['set-aside']).toEqual([]);
  });

  test('is removed if it now parses and needs no job', async () => {
    put(...setAside({ notification_type: 'eager' }));
    const report = await redrive({ queue: 'set-aside' });
    expect(report).toMatchObject({ moved: [], kept: [], ignored: [{ kind: 'unintelligible', messages: 1 }] });
    expect(queue.bodies).toEqual([]);
    expect(report.sent.live).toBe(0);
  });

  test('is sent in full even if the webhook could not send it while Cloudinary waited', async () => {
    const resources = Array.from({ length: 1001 }, (_, index) => ({ asset_id: `asset-${index}` }));
    put(...setAside({ notification_type: 'info', resources }));
    expect(await redrive({ queue: 'set-aside' })).toMatchObject({ kept: [], sent: { live: 1001 } });
    expect(sent.live).toHaveLength(1001);
  });

  test('stays if one of its jobs fits into no message; the rest is sent', async () => {
    const resources = ['short', 'x'.repeat(70_000)].map((public_id) => ({
      resource_type: 'image',
      type: 'upload',
      public_id,
      asset_id: 'a'.repeat(32),
    }));
    const pieces = setAside({ notification_type: 'delete', resources });
    put(...pieces);
    const report = await redrive({ queue: 'set-aside' });
    expect(sent.live.flatMap((body) => JSON.parse(body).entries)).toMatchObject([{ public_id: 'short' }]);
    expect(report).toMatchObject({ moved: [], kept: [{ reason: expect.stringContaining('too long for a message') }] });
    expect(queue.bodies).toEqual(pieces);
  });
});
