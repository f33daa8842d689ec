import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** A stack as CloudFormation describes it. */
export interface StackDescription {
  /** The id of the AWS account that the stack is deployed to. */
  readonly account: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** CloudFormation has one code for everything that is wrong with a request. Only the text identifies this case. */
function isNoSuchStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
}

/**
 * Describes a deployed stack; `undefined` if the account and region have none of that name.
 *
 * @throws what the SDK throws for anything else
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function describeStack(stackName: string): Promise<StackDescription | undefined> {
  const client = new CloudFormationClient({
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    if (stack === undefined) return undefined;
    // arn:<partition>:cloudformation:<region>:<account>:stack/<name>/<id>
    const [, , , , account = ''] = (stack.StackId ?? '').split(':');
    const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    return { account, outputs: Object.fromEntries(outputs) };
  } catch (error) {
    if (isNoSuchStack(error)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
