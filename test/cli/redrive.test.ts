import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { setAsideMessages } from '#shared/domain/jobs/set-aside-messages.ts';
import { UPLOAD_NOTIFICATION } from '#test/doubles/upload-notification.ts';
import { startCli } from './run-cli.ts';
import { SmallStack } from './small-stack.ts';
import { QUEUES_TEMPLATE } from './templates.ts';

const JOB = JSON.stringify({ v: 1, job: 'reread', cloud: 'demo', at: '2026-11-20T09:15:32.000000Z' });
const UPLOAD = { ...UPLOAD_NOTIFICATION, padding: 'x'.repeat(50_000) };
const ABOUT = {
  cloud: 'demo',
  request_id: 'request-1',
  reason: 'an older version did not understand it',
  received_at: '2026-11-20T09:00:01.000000Z' as const,
  signed_at: '2026-11-20T09:00:00.000000Z' as const,
};
const PIECES = setAsideMessages(Buffer.from(JSON.stringify(UPLOAD)), ABOUT);
const DEAD = 'LiveDeadLetterQueueUrl';

let stack: SmallStack;
beforeEach(async () => {
  stack = await SmallStack.deploy(QUEUES_TEMPLATE);
});

describe('redrive', () => {
  test('moves what can be, leaves the rest, and says both', async () => {
    await stack.send(DEAD, JOB, 'poison', ...PIECES);
    const { exitCode, stdout, stderr } = await stack.cli('redrive', 'live');
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    for (const text of [
      `ATTENTION: 3 of 4 messages moved; 1 stays.`,
      '2  unintelligible  demo',
      'this is not a job that this version knows',
      'Sent: 2 to the live queue',
    ]) {
      expect(stdout).toContain(text);
    }
    const jobs = (await stack.bodiesOn('LiveQueueUrl')).map((body) => JSON.parse(body).job);
    expect(jobs.toSorted()).toEqual(['reread', 'revision']);
    expect(await stack.bodiesOn(DEAD)).toEqual(['poison']);
  });

  test.each(['Bulk', 'Large'])('of the %s dead-letter queue goes back to its queue', async (queue) => {
    await stack.send(`${queue}DeadLetterQueueUrl`, JOB);
    expect(await stack.cli('redrive', queue.toLowerCase())).toMatchObject({ exitCode: 0 });
    expect(await stack.bodiesOn(`${queue}QueueUrl`)).toEqual([JOB]);
    expect(await stack.bodiesOn(`${queue}DeadLetterQueueUrl`)).toEqual([]);
  });

  test('of the set-aside queue sends what parses now, and leaves the rest', async () => {
    const [senseless = ''] = setAsideMessages(Buffer.from('folder=user-uploads&timestamp='), ABOUT);
    await stack.send('SetAsideQueueUrl', senseless, ...PIECES);
    const { exitCode, stdout } = await stack.cli('redrive', 'set-aside');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('ATTENTION: 2 of 3 messages moved; 1 stays. See docs/runbook.md, "Set aside".'),
    });
    expect(await stack.bodiesOn('SetAsideQueueUrl')).toEqual([senseless]);
    expect(await stack.bodiesOn('LiveQueueUrl')).toHaveLength(1);
  });

  test('--dry-run --json says the same as one document, and changes nothing', async () => {
    await stack.send(DEAD, JOB, 'poison');
    const { exitCode, stdout } = await stack.cli('redrive', 'live', '--dry-run', '--json');
    expect(exitCode).toBe(3);
    const document = JSON.parse(stdout);
    expect(document).toEqual({
      command: 'redrive',
      stack: stack.name,
      queue: 'live',
      dry_run: true,
      ended: 'empty',
      error: null,
      found: 2,
      moved: { messages: 1, groups: [{ kind: 'reread', cloud: 'demo', messages: 1 }] },
      ignored: { messages: 0, groups: [] },
      kept: [
        {
          kind: 'unknown',
          cloud: null,
          request_id: null,
          message_ids: [expect.any(String)],
          first_sent_at: expect.any(String),
          reason: 'this is not a job that this version knows',
        },
      ],
      unseen: 0,
      sent: { live: 1, bulk: 0, large: 0, set_aside: 0 },
      oldest_first_sent_at: expect.any(String),
      old: [],
      unreleased: 0,
    });
    expect(Math.abs(Date.now() - Date.parse(document.oldest_first_sent_at))).toBeLessThan(60_000);
    expect(await stack.bodiesOn('LiveQueueUrl')).toEqual([]);
    expect((await stack.bodiesOn(DEAD)).toSorted()).toEqual([JOB, 'poison'].toSorted());
  });

  test('--max 1 moves one', async () => {
    await stack.send(DEAD, JOB, JOB, JOB);
    const { exitCode, stdout } = await stack.cli('redrive', 'live', '--max', '1', '--json');
    expect({ exitCode, document: JSON.parse(stdout) }).toMatchObject({ exitCode: 0, document: { ended: 'max' } });
    expect(await stack.bodiesOn('LiveQueueUrl')).toHaveLength(1);
    expect(await stack.bodiesOn(DEAD)).toHaveLength(2);
  });

  test('ends on Ctrl-C with what it holds shown again, and its summary', async () => {
    await stack.send(DEAD, 'poison');
    const running = startCli(['redrive', 'live', '--json', '--stack', stack.name], inject('awsEnvironment'));
    const hidden = 'ApproximateNumberOfMessagesNotVisible';
    const command = new GetQueueAttributesCommand({ QueueUrl: stack.output(DEAD), AttributeNames: [hidden] });
    const isHidden = async () => expect(await stack.sqs.send(command)).toMatchObject({ Attributes: { [hidden]: '1' } });
    await vi.waitFor(isHidden, { timeout: 20_000, interval: 20 });
    // It waits now, for a second at least, for more messages.
    running.interrupt();
    const { exitCode, stdout, stderr } = await running.result;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('Interrupted');
    expect(JSON.parse(stdout)).toMatchObject({ ended: 'interrupted', kept: [{ kind: 'unknown' }] });
    expect(await stack.bodiesOn(DEAD)).toEqual(['poison']);
  });
});
