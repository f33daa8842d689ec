import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** How a custom resource went; the reason of a failure is shown to whoever deploys. */
export type Outcome = { readonly Status: 'SUCCESS' } | { readonly Status: 'FAILED'; readonly Reason: string };

/** CloudFormation takes no answer over 4,096 bytes, and waits for an hour if it gets none. In characters. */
const MAX_REASON = 800;

function shortened(outcome: Outcome): Outcome {
  return outcome.Status === 'SUCCESS' ? outcome : { ...outcome, Reason: outcome.Reason.slice(0, MAX_REASON) };
}

/**
 * Answers CloudFormation, which waits for it.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 *
 * @throws when CloudFormation did not take the answer, so that Lambda calls the function again
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
    // The URL is signed for an empty content type; without this header fetch would send its own.
    headers: { 'content-type': '' },
  });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: HTTP ${response.status}`);
}
