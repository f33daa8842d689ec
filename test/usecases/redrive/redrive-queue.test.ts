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
  test.each(['live', 'bulk', 'large'] as const)('go back to the %s queue as they are', async (lane) => {
    const bodies = Array.from({ length: 23 }, (_, index) => job(`job ${index}`));
    put(...bodies);
    const report = await redrive({ lane });
    expect(sent[lane]).toEqual(bodies);
    expect(queue.bodies).toEqual([]);
    expect(report).toMatchObject({ lane, ended: 'empty', found: 23, kept: [], unseen: 0, unreleased: 0, old: [] });
    expect(report.sent).toEqual({ live: 0, bulk: 0, large: 0, [lane]: 23 });
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

  test('of an empty queue are none', async () => {
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

  test('while sending loses nothing, and shows again what was held', async () => {
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

  test('before anything is a failure, without an error in it too', async () => {
    failAt('count', undefined);
    const report = await redrive();
    expect(report.ended).toBe('failed');
    expect(report).toHaveProperty('error', undefined);
  });

  test('while releasing does not hide what was done', async () => {
    put(job('one'), 'poison');
    failAt('release', new Error('away'));
    expect(await redrive()).toMatchObject({ ended: 'empty', moved: [{ messages: 1 }], unreleased: 1 });
  });
});

describe('what is no job', () => {
  test.each([
    ['no JSON', '{'],
    ['a job of a later version', '{"v":2,"job":"revision","cloud":"demo"}'],
    ['a job that is not known', '{"v":1,"job":"dance","cloud":"demo"}'],
    ['a broken piece', JSON.stringify({ v: 1, job: 'unintelligible', part: 2, parts: 1 })],
  ])('stays, seen once: %s', async (_, body) => {
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
        reason: 'no job that this version knows',
      },
    ]);
    expect(report.moved).toMatchObject([{ messages: 1 }]);
    expect(queue.bodies).toEqual([body]);
    expect(queue.hidden).toEqual([]);
    expect(queue.calls.filter((call) => call === 'receive')).toHaveLength(3);
  });
});

describe('--max', () => {
  test('moves no more, and shows the rest again', async () => {
    const bodies = Array.from({ length: 5 }, (_, index) => job(`job ${index}`));
    put('poison', ...bodies);
    const report = await redrive({ max: 2 });
    expect(report).toMatchObject({ ended: 'max', moved: [{ messages: 2 }], kept: [{ kind: 'unknown' }], unseen: 3 });
    expect(sent.live).toEqual(bodies.slice(0, 2));
    expect(queue.bodies).toEqual(['poison', ...bodies.slice(2)]);
    expect(queue.hidden).toEqual([]);
  });

  test('does not call incomplete what it did not look for', async () => {
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    put(first, job('one'), second);
    expect(await redrive({ max: 1 })).toMatchObject({ ended: 'max', kept: [], moved: [{ kind: 'revision' }] });
  });

  test('counts what goes without being sent', async () => {
    put(...setAside({ notification_type: 'eager' }), job('one'));
    expect(await redrive({ max: 1 })).toMatchObject({ ended: 'max', settled: [{ messages: 1 }], moved: [] });
  });

  test('moves the pieces of a body together', async () => {
    put(...setAside({ ...UPLOAD, padding: 'x'.repeat(100_000) }), job('one'));
    expect(await redrive({ max: 1 })).toMatchObject({ ended: 'max', moved: [{ messages: 3 }] });
    expect(queue.bodies).toEqual([job('one')]);
  });
});

describe('--dry-run', () => {
  test('tells the same and changes nothing', async () => {
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
    expect(sent).toEqual({ live: [], bulk: [], large: [] });
    expect(queue.calls).not.toContain('remove');
    expect(await redrive()).toEqual({ ...dry, dryRun: false });
    expect(dry).toMatchObject({ dryRun: true, sent: { live: 2 } });
  });
});

describe('an interruption', () => {
  test('lets the messages in hand be finished, and shows the rest again', async () => {
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

  test('a kept message that shows again during the run is not looked at again, and released by its new receipt', async () => {
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

  test('what came after the start is left: what we move may fail and come back', async () => {
    const later = new Date(NOW.getTime() + 1);
    queue.put(job('back'), later);
    for (const body of setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) })) queue.put(body, later);
    queue.put(job('at the start'), NOW);
    const report = await redrive();
    expect(sent.live).toEqual([job('at the start')]);
    expect(report.kept.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['revision', 'came after this run had begun'],
      ['unintelligible', 'came after this run had begun'],
      ['unintelligible', 'came after this run had begun'],
    ]);
  });

  test('messages in other hands are told', async () => {
    queue.put(job('held elsewhere'), EARLIER, true);
    put(job('one'));
    expect(await redrive()).toMatchObject({ ended: 'empty', found: 2, unseen: 1 });
  });

  test('what cannot be released is told', async () => {
    put('poison', 'poison too');
    queue.unreleasable.add('message-1');
    expect(await redrive()).toMatchObject({ unreleased: 1 });
  });
});

describe('age', () => {
  const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS);

  test('names what was first sent more than seven days ago, and the oldest of all', async () => {
    queue.put(job('young'), ago(7 * 24));
    const old = queue.put(job('old'), new Date(ago(7 * 24).getTime() - 1));
    const [first = '', second = ''] = setAside({ ...UPLOAD, padding: 'x'.repeat(50_000) });
    const pieces = [queue.put(first, ago(1)), queue.put(second, ago(9 * 24))];
    const report = await redrive();
    expect(report.old.map(({ messageIds }) => messageIds)).toEqual([[old], pieces]);
    expect(report.oldestFirstSentAt).toEqual(ago(9 * 24));
  });
});

test('progress is told before each answer, and never more than all', async () => {
  queue.batch = 2;
  put(job('one'), 'poison', job('three'));
  const told: RedriveProgress[] = [];
  await redrive({}, { onProgress: (progress) => void told.push(progress) });
  expect(told.slice(0, 3)).toEqual([
    { found: 3, looked: 0, gone: 0 },
    { found: 3, looked: 2, gone: 1 },
    { found: 3, looked: 3, gone: 2 },
  ]);
});

test('progress is not past the end where SQS knew of fewer messages than there are', async () => {
  put(job('one'), job('two'));
  const told: RedriveProgress[] = [];
  queue.count = async () => ({ visible: 1, hidden: 0 });
  const report = await redrive({}, { onProgress: (progress) => void told.push(progress) });
  expect(told.at(-1)).toEqual({ found: 2, looked: 2, gone: 2 });
  expect(report.unseen).toBe(0);
});
