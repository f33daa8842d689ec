import { Logger } from '@aws-lambda-powertools/logger';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf, failureAnswer } from '#functions/webhook/answer-of.ts';
import type { Answer, Delivery } from '#shared/usecases/webhook/receive-notification.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';

const output = useCapturedOutput();

function delivery(overrides: Partial<Delivery> = {}): Delivery {
  return {
    cloud: 'demo',
    body: Buffer.from(''),
    timestamp: '1',
    signature: 'a',
    signatureV2: 'b',
    requestId: 'r',
    ...overrides,
  };
}

function answered(answer: Answer, overrides: Partial<Delivery> = {}) {
  output.clear();
  const response = answerOf(answer, delivery(overrides), new Logger({ serviceName: 'webhook' }));
  const lines = output.lines();
  expect(lines).toHaveLength(1);
  return { response, line: lines[0], published: emfLines(lines) };
}

const MISMATCH: Answer = { status: 401, verdict: 'rejected', rejection: 'mismatch', reason: 'no secret signed it' };

describe('one line', () => {
  test('of an accepted notification is short, and counts it', () => {
    const taken: Answer = { status: 200, verdict: 'queued', notificationType: 'upload', messages: 1 };
    const { response, line, published } = answered(taken);
    expect(response).toMatchObject({
      statusCode: 200,
      body: '{"verdict":"queued","notificationType":"upload","messages":1}',
    });
    expect(line).toMatchObject({ requestId: 'r', notificationType: 'upload', messages: 1 });
    expect(published).toEqual([{ dimensions: { cloud: 'demo', verdict: 'queued' }, values: { Notifications: 1 } }]);
    expect(output.text().length).toBeLessThan(350);
  });

  test('of a notification that asks for nothing says why', () => {
    const { line, published } = answered({ status: 200, verdict: 'ignored', reason: 'it stored nothing' });
    expect(line).toMatchObject({ explanation: 'it stored nothing' });
    expect(published).toMatchObject([{ dimensions: { verdict: 'ignored' } }]);
  });

  test.each(['set-aside', 'senseless'] as const)('of a body that is %s is a warning', (verdict) => {
    const { line, published } = answered({ status: 200, verdict, reason: 'no JSON' });
    expect(line).toMatchObject({ level: 'WARN', explanation: 'no JSON' });
    expect(published).toMatchObject([{ dimensions: { cloud: 'demo', verdict } }]);
  });

  test('of a refused request names the exact reason, and the key that it claims to be signed with', () => {
    const body = Buffer.from('{"notification_type":"upload","signature_key":"412233445566778"}');
    const { response, line, published } = answered(MISMATCH, { body });
    expect(response.body).not.toContain('412233445566778');
    expect(line).toMatchObject({
      level: 'WARN',
      status: 401,
      rejection: 'mismatch',
      explanation: 'no secret signed it',
      signature_key: '412233445566778',
    });
    expect(published).toEqual([
      { dimensions: { cloud: 'demo', reason: 'mismatch' }, values: { SignatureRejections: 1 } },
    ]);
    expect(answered(MISMATCH).line).not.toHaveProperty('signature_key');
    const stale = answered({ status: 401, verdict: 'rejected', rejection: 'too-old' }, { body });
    expect(stale.line).not.toHaveProperty('signature_key');
    expect(stale.published).toMatchObject([{ dimensions: { reason: 'other' } }]);
  });

  test('of a request that is too large counts as another reason', () => {
    expect(answered({ status: 413, verdict: 'too-large' }).published).toEqual([
      { dimensions: { cloud: 'demo', reason: 'other' }, values: { SignatureRejections: 1 } },
    ]);
  });
});

describe('a caller cannot create series', () => {
  const UNKNOWN = [{ dimensions: { cloud: 'unknown', reason: 'other' }, values: { SignatureRejections: 1 } }];

  test('by the name of a cloud, which the log has in part', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ minLength: 99, maxLength: 300 })), (cloud) => {
        const { line, published } = answered({ status: 404, verdict: 'unknown-cloud', reason: 'none' }, { cloud });
        expect(published).toEqual(UNKNOWN);
        expect(String(line?.['calledCloud'] ?? '')).toBe(cloud.slice(0, 100));
      }),
    );
  });

  test('by the body', () => {
    const forged = fc.oneof(
      fc.string(),
      fc
        .record({ cloud: fc.string(), reason: fc.string(), signature_key: fc.string() })
        .map((it) => JSON.stringify(it)),
      fc.constant('{"signature_key":"412233445566778","cloud":"x","reason":"x","_aws":{},"SignatureRejections":9}'),
    );
    fc.assert(
      fc.property(forged, (text) => {
        expect(answered(MISMATCH, { body: Buffer.from(text) }).published).toEqual([
          { dimensions: { cloud: 'demo', reason: 'mismatch' }, values: { SignatureRejections: 1 } },
        ]);
      }),
    );
  });
});

test('a thrown value that is not an Error is not logged, because it may contain anything', () => {
  expect(failureAnswer('the-secret', delivery(), new Logger({ serviceName: 'webhook' }))).toEqual({
    statusCode: 500,
    headers: { 'content-type': 'application/json' },
    body: '{"verdict":"failed","reason":"unknown"}',
  });
  expect(output.text()).not.toContain('the-secret');
  expect(output.lines()).toMatchObject([{ level: 'ERROR', cloud: 'demo', requestId: 'r', explanation: 'unknown' }]);
  expect(emfLines(output.lines())).toEqual([
    { dimensions: { cloud: 'demo', verdict: 'failed' }, values: { Notifications: 1 } },
  ]);
});
