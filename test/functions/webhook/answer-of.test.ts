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
  test('of a notification that was taken is short, and counts it', () => {
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

  test('of one that asks for nothing says why', () => {
    const { line, published } = answered({ status: 200, verdict: 'ignored', reason: 'it stored nothing' });
    expect(line).toMatchObject({ explanation: 'it stored nothing' });
    expect(published).toMatchObject([{ dimensions: { verdict: 'ignored' } }]);
  });

  test('of one that nobody understands is a warning', () => {
    const { line, published } = answered({ status: 200, verdict: 'dead-lettered', reason: 'no JSON' });
    expect(line).toMatchObject({ level: 'WARN', explanation: 'no JSON' });
    expect(published).toMatchObject([{ dimensions: { cloud: 'demo', verdict: 'dead-lettered' } }]);
  });

  test('of what is refused names the exact reason, and the key that is said to have signed', () => {
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

  test('of what is too large counts as another reason', () => {
    expect(answered({ status: 413, verdict: 'too-large' }).published).toEqual([
      { dimensions: { cloud: 'demo', reason: 'other' }, values: { SignatureRejections: 1 } },
    ]);
  });
});

describe('whoever calls makes no series', () => {
  const UNKNOWN = [{ dimensions: { cloud: 'unknown', reason: 'other' }, values: { SignatureRejections: 1 } }];

  test('by the cloud that he asks for, of which the log has the beginning', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ minLength: 99, maxLength: 300 })), (cloud) => {
        const { line, published } = answered({ status: 404, verdict: 'unknown-cloud', reason: 'none' }, { cloud });
        expect(published).toEqual(UNKNOWN);
        expect(String(line?.['calledCloud'] ?? '')).toBe(cloud.slice(0, 100));
      }),
    );
  });

  test('by the body that he sends', () => {
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

test('what is thrown and no Error is not logged, as nobody knows what it holds', () => {
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
