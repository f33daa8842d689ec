import { expect, test } from 'vitest';
import { evaluateRequest, functionRole, type Verdict } from './evaluate-request.ts';
import { ACCOUNT, REGION, type SynthesizedStack } from './synthesized-stack.ts';

const ONCE = { 's3:if-none-match': '*' };

/** The ARN of the resource with that name within the service: an object's name is its key, the bucket's name is empty. */
function arnOf(stack: SynthesizedStack, action: string, name: string): string {
  if (name.startsWith('arn:')) return name;
  const [service, operation] = action.split(':');
  if (service === 's3') return name === '' ? stack.bucketArn : `${stack.bucketArn}/${name}`;
  const resource = {
    sqs: `Jobs${name}`,
    ssm: `parameter/${name}`,
    sns: name,
    states:
      operation === 'StartExecution'
        ? `stateMachine:CloudinaryBackup-${name}`
        : `execution:CloudinaryBackup-${name}:id`,
  }[service ?? ''];
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/**
 * Tests what a function may do. A request is an action and the name of its resource. A put carries If-None-Match, unless
 * the request ends in `overwriting`.
 */
export function testRequests(
  stack: SynthesizedStack,
  functionId: string,
  requests: Readonly<Partial<Record<Verdict, readonly string[]>>>,
) {
  const principal = functionRole(stack, functionId);
  const rows = Object.entries(requests).flatMap(([verdict, texts]) => texts.map((text) => [text, verdict] as const));
  test.each(rows)('%s: %s', async (text, verdict) => {
    const [action = '', name = '', overwriting] = text.split(' ');
    const creates = { 's3:ObjectCreationOperation': 'true', ...(overwriting === undefined && ONCE) };
    const context = action === 's3:PutObject' ? creates : {};
    const request = { principal, action, resource: arnOf(stack, action, name), context };
    expect(await evaluateRequest(stack, request)).toBe(verdict);
  });
}
