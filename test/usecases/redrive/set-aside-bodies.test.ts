import { describe, expect, test } from 'vitest';
import { UPLOAD_NOTIFICATION as UPLOAD } from '#test/doubles/upload-notification.ts';
import { EARLIER, job, put, queue, redrive, sent, setAside, useDeadLetters } from './redrive-run.ts';

useDeadLetters();

describe('a body that was set aside', () => {
  test('is planned anew, and its jobs sent as the webhook sends them', async () => {
    put(...setAside(UPLOAD));
    const report = await redrive();
    expect(sent.live.map((body) => JSON.parse(body))).toMatchObject([
      // The body tells no time: it is when the delivery was signed.
      { v: 1, job: 'revision', cloud: 'demo', at: '2026-11-20T09:00:00.000000Z', revision: { version: 1795166132 } },
    ]);
    expect(queue.bodies).toEqual([]);
    expect(report.moved).toEqual([{ kind: 'unintelligible', cloud: 'demo', messages: 1 }]);
  });

  test('is put together from its pieces, in any order, with others in between', async () => {
    const one = setAside({ ...UPLOAD, padding: 'x'.repeat(100_000) }, 'request-1');
    const two = setAside({ ...UPLOAD, public_id: 'other', padding: 'y'.repeat(50_000) }, 'request-2');
    expect([one.length, two.length]).toEqual([3, 2]);
    queue.batch = 2;
    put(...[one[2], two[1], job('between'), one[0], two[0], one[1]].map((body) => body ?? ''));
    const report = await redrive();
    expect(sent.live.map((body) => JSON.parse(body).asset?.public_id)).toEqual([undefined, 'other', 'photo']);
    expect(report.moved).toEqual([
      { kind: 'unintelligible', cloud: 'demo', messages: 5 },
      { kind: 'revision', cloud: 'demo', messages: 1 },
    ]);
    expect(queue.bodies).toEqual([]);
  });

  test('is not mixed up with another of as many pieces', async () => {
    const [one, two] = ['photo', 'other'].map((public_id, index) =>
      setAside({ ...UPLOAD, public_id, padding: 'x'.repeat(50_000) }, `request-${index}`),
    );
    put(...[one?.[0], two?.[0], one?.[1], two?.[1]].map((body) => body ?? ''));
    expect(await redrive()).toMatchObject({ kept: [], moved: [{ messages: 4 }] });
    expect(sent.live.map((body) => JSON.parse(body).asset.public_id)).toEqual(['photo', 'other']);
  });

  test('stays while a piece is missing, all of it, with the pieces that are', async () => {
    const [first = '', , third = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(160_000) });
    const ids = put(first, third);
    const report = await redrive();
    expect(report.kept).toEqual([
      {
        kind: 'unintelligible',
        cloud: 'demo',
        requestId: 'request-1',
        messageIds: ids,
        firstSentAt: EARLIER,
        reason: 'incomplete: of 4 pieces, 2, 4 missing',
      },
    ]);
    expect(queue.bodies).toEqual([first, third]);
    expect(queue.hidden).toEqual([]);
    expect(sent.live).toEqual([]);
  });

  test('does not mind a piece twice, be it before the body was whole or after', async () => {
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    queue.batch = 1;
    put(first, first, second, second);
    const report = await redrive();
    expect(sent.live).toHaveLength(1);
    expect(report).toMatchObject({ moved: [{ messages: 4 }], kept: [] });
    expect(queue.bodies).toEqual([]);
  });

  test.each([
    ['before', (first: string, other: string, second: string) => [first, other, second]],
    ['after', (first: string, other: string, second: string) => [first, second, other]],
  ])('leaves another piece of the same number that comes %s it is whole', async (_, inOrder) => {
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    const [other = ''] = setAside({ ...UPLOAD, public_id: 'forged', padding: 'x'.repeat(50_000) });
    queue.batch = 1;
    put(...inOrder(first, other, second));
    const report = await redrive();
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

  test('stays with a copy of its piece where it still makes no sense, and the reason is of today', async () => {
    put(...setAside('nonsense'), ...setAside('nonsense'));
    const letter = { kind: 'unintelligible', reason: 'still unintelligible: the body is not JSON in UTF-8' };
    expect((await redrive()).kept).toMatchObject([
      { ...letter, messageIds: ['message-1'] },
      { ...letter, messageIds: ['message-2'] },
    ]);
    expect(queue.bodies).toHaveLength(2);
  });

  test('goes where it is understood by now and asks for nothing', async () => {
    put(...setAside({ notification_type: 'eager' }));
    const report = await redrive();
    expect(report).toMatchObject({ moved: [], kept: [], settled: [{ kind: 'unintelligible', messages: 1 }] });
    expect(queue.bodies).toEqual([]);
    expect(report.sent.live).toBe(0);
  });

  test('is sent in full that was more than the webhook could send while Cloudinary waited', async () => {
    const resources = Array.from({ length: 1001 }, (_, index) => ({ asset_id: `asset-${index}` }));
    put(...setAside({ notification_type: 'info', resources }));
    expect(await redrive()).toMatchObject({ kept: [], sent: { live: 1001 } });
    expect(sent.live).toHaveLength(1001);
  });

  test('stays where a part of it fits into no message; the rest is sent', async () => {
    const resources = ['short', 'x'.repeat(70_000)].map((public_id) => ({
      resource_type: 'image',
      type: 'upload',
      public_id,
      asset_id: 'a'.repeat(32),
    }));
    const pieces = setAside({ notification_type: 'delete', resources });
    put(...pieces);
    const report = await redrive();
    expect(sent.live.flatMap((body) => JSON.parse(body).entries)).toMatchObject([{ public_id: 'short' }]);
    expect(report).toMatchObject({ moved: [], kept: [{ reason: expect.stringContaining('longer than a message') }] });
    expect(queue.bodies).toEqual(pieces);
  });
});
