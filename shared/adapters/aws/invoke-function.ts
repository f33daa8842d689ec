import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

function parsed(payload: Uint8Array | undefined): unknown {
  const text = Buffer.from(payload ?? []).toString();
  return text === '' ? undefined : JSON.parse(text);
}

/** What Lambda says about a failed function: the message of the error that it threw, or how it ended. */
function messageIn(answer: unknown): string | undefined {
  return typeof answer === 'object' &&
    answer !== null &&
    'errorMessage' in answer &&
    typeof answer.errorMessage === 'string'
    ? answer.errorMessage
    : undefined;
}

/**
 * Calls a function and waits for its answer.
 *
 * @throws an Error with the function's own message if the function threw; what the SDK throws if the call failed
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function invokeFunction(client: LambdaClient, name: string, event: unknown): Promise<unknown> {
  const command = new InvokeCommand({
    FunctionName: name,
    InvocationType: 'RequestResponse',
    Payload: Buffer.from(JSON.stringify(event)),
  });
  const { Payload: payload, FunctionError: failure } = await client.send(command);
  const answer = parsed(payload);
  if (failure !== undefined) throw new Error(messageIn(answer) ?? `The function ${name} failed (${failure}).`);
  return answer;
}
