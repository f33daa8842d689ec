import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** The outcome of a custom resource. CloudFormation shows the reason of a failure to the person who deploys. */
export type Outcome = { readonly Status: 'SUCCESS' } | { readonly Status: 'FAILED'; readonly Reason: string };

/** CloudFormation refuses answers over 4,096 bytes, and waits for an hour if it gets none. In characters. */
const MAX_REASON = 800;

function shortened(outcome: Outcome): Outcome {
  return outcome.Status === 'SUCCESS' ? outcome : { ...outcome, Reason: outcome.Reason.slice(0, MAX_REASON) };
}

/**
 * Sends CloudFormation the answer that it waits for.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 *
 * @throws when CloudFormation does not accept the answer: Lambda then calls the function again
 */
export async function answerCloudFormation(
  event: Pick<CloudFormationCustomResourceEvent, 'StackId' | 'RequestId' | 'LogicalResourceId' | 'ResponseURL'>,
  physicalResourceId: string,
  outcome: Outcome,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const body = { ...shortened(outcome), PhysicalResourceId: physicalResourceId, StackId, RequestId, LogicalResourceId };
  const response = await fetch(ResponseURL, {
    method: 'PUT',
    body: JSON.stringify(body),
    // The URL is signed for an empty content type. Without this header, fetch would send its own.
    headers: { 'content-type': '' },
  });
  if (!response.ok) throw new Error(`CloudFormation did not accept the answer: HTTP ${response.status}`);
}
