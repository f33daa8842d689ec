import { describe, expect, test } from 'vitest';
import type { RedriveProgress } from '#shared/usecases/redrive/redrive-queue.ts';
import { UPLOAD_NOTIFICATION as UPLOAD } from '#test/doubles/upload-notification.ts';
import {
  abort,
  EARLIER,
  failAt,
  HOUR_MS,
  job,
  NOW,
  put,
  queue,
  redrive,
  sent,
  setAside,
  useDeadLetters,
} from './redrive-run.ts';

useDeadLetters();

describe('jobs', () => {
  test.each(['live', 'bulk', 'large'] as const)('return to the %s queue as they first were', async (to) => {
    const bodies = Array.from({ length: 23 }, (_, index) => job(`job ${index}`));
    const waited = { notBefore: '2026-11-20T10:00:00.000000Z', attempts: 24, firstSentAt: '2026', absentSince: '2026' };
    put(JSON.stringify({ ...JSON.parse(job('job 0')), ...waited }), ...bodies.slice(1));
    const report = await redrive({ queue: to });
    expect(sent[to]).toEqual(bodies);
    expect(queue.bodies).toEqual([]);
    expect(report).toMatchObject({ queue: to, ended: 'empty', found: 23, kept: [], unseen: 0, old: [] });
    expect(report.sent).toEqual({ live: 0, bulk: 0, large: 0, 'set-aside': 0, [to]: 23 });
    expect(report).not.toHaveProperty('error');
  });

  test('are on their queue before they leave the dead-letter queue', async () => {
    put(job('one'));
    await redrive();
    expect(queue.calls).toEqual(['count', 'receive', 'send live', 'remove', 'receive', 'receive', 'release']);
  });

  test('are counted by kind and cloud, the most frequent first', async () => {
    put(job('a', 'x'), job('b', 'y'), job('c', 'y'), job('d', 'y', 'record'));
    expect((await redrive()).moved).toEqual([
      { kind: 'revision', cloud: 'y', messages: 2 },
      { kind: 'revision', cloud: 'x', messages: 1 },
      { kind: 'record', cloud: 'y', messages: 1 },
    ]);
  });

  test('none are found on an empty queue', async () => {
    expect(await redrive()).toMatchObject({ ended: 'empty', found: 0, moved: [], oldestFirstSentAt: undefined });
  });
});

describe('a crash', () => {
  test('between sending and removing leaves a message twice, which the next run moves', async () => {
    put(job('one'));
    failAt('remove', new Error('crash'));
    const report = await redrive();
    expect(report).toMatchObject({ ended: 'failed', error: new Error('crash'), moved: [] });
    expect(queue.bodies).toEqual([job('one')]);
    queue.before = () => undefined;
    expect(await redrive()).toMatchObject({ ended: 'empty', moved: [{ messages: 1 }] });
    expect(sent.live).toEqual([job('one'), job('one')]);
    expect(queue.bodies).toEqual([]);
  });

  test('while sending loses nothing, and releases the messages that were held', async () => {
    queue.batch = 1;
    put(job('one'), 'poison', job('two'));
    queue.before = (call) => {
      if (call === 'send' && sent.live.length === 1) throw new Error('away');
    };
    const report = await redrive();
    expect(report).toMatchObject({ ended: 'failed', moved: [{ messages: 1 }], kept: [{ kind: 'unknown' }], unseen: 0 });
    expect(queue.bodies).toEqual(['poison', job('two')]);
    expect(queue.hidden).toEqual([]);
  });

  test('before anything was done is reported as a failure, even if undefined is thrown', async () => {
    failAt('count', undefined);
    const report = await redrive();
    expect(report.ended).toBe('failed');
    expect(report).toHaveProperty('error', undefined);
  });

  test('while releasing still reports what was done', async () => {
    put(job('one'), 'poison');
    failAt('release', new Error('away'));
    expect(await redrive()).toMatchObject({ ended: 'empty', moved: [{ messages: 1 }], unreleased: 1 });
  });
});

describe('a message that is no job', () => {
  test.each([
    ['no JSON', '{'],
    ['a job of a later version', '{"v":2,"job":"revision","cloud":"demo"}'],
    ['a job that is not known', '{"v":1,"job":"dance","cloud":"demo"}'],
    ['a broken piece', JSON.stringify({ v: 1, job: 'unintelligible', part: 2, parts: 1 })],
  ])('stays, and is looked at once: %s', async (_, body) => {
    const [id] = put(body);
    put(job('one'));
    const report = await redrive();
    expect(report.kept).toEqual([
      {
        kind: 'unknown',
        cloud: undefined,
        requestId: undefined,
        messageIds: [id],
        firstSentAt: EARLIER,
        reason: 'this is not a job that this version knows',
      },
    ]);
    expect(report.moved).toMatchObject([{ messages: 1 }]);
    expect(queue.bodies).toEqual([body]);
    expect(queue.hidden).toEqual([]);
    expect(queue.calls.filter((call) => call === 'receive')).toHaveLength(3);
  });
});

describe('--max', () => {
  test('moves no more than that, and releases the rest', async () => {
    const bodies = Array.from({ length: 5 }, (_, index) => job(`job ${index}`));
    put('poison', ...bodies);
    const report = await redrive({ max: 2 });
    expect(report).toMatchObject({ ended: 'max', moved: [{ messages: 2 }], kept: [{ kind: 'unknown' }], unseen: 3 });
    expect(sent.live).toEqual(bodies.slice(0, 2));
    expect(queue.bodies).toEqual(['poison', ...bodies.slice(2)]);
    expect(queue.hidden).toEqual([]);
  });

  test('does not report pieces as missing that it did not look for', async () => {
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    put(first, job('one'), second);
    expect(await redrive({ max: 1 })).toMatchObject({ ended: 'max', kept: [], moved: [{ kind: 'revision' }] });
  });

  test('counts messages that are removed without sending anything', async () => {
    put(...setAside({ notification_type: 'eager' }), job('one'));
    expect(await redrive({ max: 1 })).toMatchObject({ ended: 'max', ignored: [{ messages: 1 }], moved: [] });
  });

  test('moves the pieces of a body together', async () => {
    put(...setAside({ ...UPLOAD, padding: 'x'.repeat(100_000) }), job('one'));
    expect(await redrive({ max: 1 })).toMatchObject({ ended: 'max', moved: [{ messages: 3 }] });
    expect(queue.bodies).toEqual([job('one')]);
  });
});

describe('--dry-run', () => {
  test('reports the same and changes nothing', async () => {
    const bodies = [
      job('one'),
      'poison',
      ...setAside(UPLOAD),
      ...setAside({ notification_type: 'eager' }, 'request-2'),
    ];
    put(...bodies);
    const dry = await redrive({ dryRun: true });
    expect(queue.bodies).toEqual(bodies);
    expect(queue.hidden).toEqual([]);
    expect(sent).toEqual({ live: [], bulk: [], large: [], 'set-aside': [] });
    expect(queue.calls).not.toContain('remove');
    expect(await redrive()).toEqual({ ...dry, dryRun: false });
    expect(dry).toMatchObject({ dryRun: true, sent: { live: 2 } });
  });
});

describe('an interruption', () => {
  test('completes the messages that it has received, and releases the rest', async () => {
    queue.batch = 2;
    put(job('one'), 'poison', job('three'), job('four'));
    queue.before = (call) => {
      if (call === 'send') abort.abort();
    };
    const report = await redrive();
    expect(report).toMatchObject({ ended: 'interrupted', moved: [{ messages: 1 }], kept: [{}], unseen: 2 });
    expect(queue.bodies).toEqual(['poison', job('three'), job('four')]);
    expect(queue.hidden).toEqual([]);
  });

  test('before the start touches nothing', async () => {
    put(job('one'));
    abort.abort();
    expect(await redrive()).toMatchObject({ ended: 'interrupted', moved: [], found: 1, unseen: 1 });
    expect(queue.calls).not.toContain('receive');
  });
});

describe('what SQS may do', () => {
  test('one answer without messages is not the end', async () => {
    put(job('one'));
    let answers = 0;
    const deadLetters = {
      count: () => queue.count(),
      receive: async () => (answers++ === 0 ? [] : queue.receive()),
      remove: queue.remove.bind(queue),
      release: queue.release.bind(queue),
    };
    expect(await redrive({}, { deadLetters })).toMatchObject({ moved: [{ messages: 1 }] });
  });

  test('a kept message that becomes visible again during the redrive is not looked at again, and released by its new receipt', async () => {
    queue.batch = 1;
    const [id = ''] = put('poison', job('one'));
    let shown = false;
    queue.before = (call) => {
      if (call !== 'send' || shown) return;
      shown = true;
      queue.show(id, 'poison', EARLIER);
    };
    expect(await redrive()).toMatchObject({ kept: [{ messageIds: [id] }], moved: [{ messages: 1 }] });
    expect(queue.hidden).toEqual([]);
  });

  test('a piece that shows again is removed by its new receipt', async () => {
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    queue.batch = 1;
    const [id = ''] = put(first, job('one'), second);
    queue.before = (call) => {
      if (call === 'send' && sent.live.length === 0) queue.show(id, first, EARLIER);
    };
    expect(await redrive()).toMatchObject({ ended: 'empty', kept: [] });
    expect(queue.bodies).toEqual([]);
  });

  test('a message that was removed and is handed out again is removed again, and not sent twice', async () => {
    queue.batch = 1;
    const [id = ''] = put(job('one'), job('two'));
    queue.before = (call) => {
      if (call === 'send' && sent.live.length === 1) queue.show(id, job('one'), EARLIER);
    };
    expect(await redrive()).toMatchObject({ ended: 'empty', moved: [{ messages: 2 }] });
    expect(sent.live).toEqual([job('one'), job('two')]);
    expect(queue.bodies).toEqual([]);
  });

  test('messages that arrived after the start are left, because a moved job may fail and return', async () => {
    const later = new Date(NOW.getTime() + 1);
    queue.put(job('back'), later);
    for (const body of setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) })) queue.put(body, later);
    queue.put(job('at the start'), NOW);
    const report = await redrive();
    expect(sent.live).toEqual([job('at the start')]);
    expect(report.kept.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['revision', 'it arrived after this command began: the next one handles it'],
      ['unintelligible', 'it arrived after this command began: the next one handles it'],
      ['unintelligible', 'it arrived after this command began: the next one handles it'],
    ]);
  });

  test('messages that another process holds are counted', async () => {
    queue.put(job('held elsewhere'), EARLIER, true);
    put(job('one'));
    expect(await redrive()).toMatchObject({ ended: 'empty', found: 2, unseen: 1 });
  });

  test('messages that cannot be released are counted', async () => {
    put('poison', 'poison too');
    queue.unreleasable.add('message-1');
    expect(await redrive()).toMatchObject({ unreleased: 1 });
  });
});

describe('age', () => {
  const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS);

  test('reports messages first sent more than seven days ago, and the oldest of all', async () => {
    queue.put(job('young'), ago(7 * 24));
    const old = queue.put(job('old'), new Date(ago(7 * 24).getTime() - 1));
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    const pieces = [queue.put(first, ago(1)), queue.put(second, ago(9 * 24))];
    const report = await redrive();
    expect(report.old.map(({ messageIds }) => messageIds)).toEqual([[old], pieces]);
    expect(report.oldestFirstSentAt).toEqual(ago(9 * 24));
  });
});

test('progress is reported before each answer, and never exceeds the total', async () => {
  queue.batch = 2;
  put(job('one'), 'poison', job('three'));
  const reported: RedriveProgress[] = [];
  await redrive({}, { onProgress: (progress) => void reported.push(progress) });
  expect(reported.slice(0, 3)).toEqual([
    { found: 3, seen: 0, gone: 0 },
    { found: 3, seen: 2, gone: 1 },
    { found: 3, seen: 3, gone: 2 },
  ]);
});

test('progress never exceeds the total, even if SQS counted too few messages', async () => {
  put(job('one'), job('two'));
  const reported: RedriveProgress[] = [];
  queue.count = async () => ({ visible: 1, hidden: 0 });
  const report = await redrive({}, { onProgress: (progress) => void reported.push(progress) });
  expect(reported.at(-1)).toEqual({ found: 2, seen: 2, gone: 2 });
  expect(report.unseen).toBe(0);
});
