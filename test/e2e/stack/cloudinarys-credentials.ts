import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import type { RoleCredentials } from './assume-role-credentials.ts';
import type { DeployedStack } from './deployed-stack.ts';

const CLOUDINARY = '232482882421';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Principal: unknown;
}

/**
 * Credentials with only the permissions that the deployed bucket policy grants Cloudinary's account. MiniStack separates
 * the buckets of accounts; therefore the grant becomes the policy of a federated session.
 */
export async function cloudinarysCredentials(stack: DeployedStack): Promise<RoleCredentials> {
  const { Policy = '{}' } = await stack.s3.send(new GetBucketPolicyCommand({ Bucket: stack.bucket }));
  const { Statement: statements = [] }: { Statement?: Statement[] } = JSON.parse(Policy);
  const granted = statements
    .filter(({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes(CLOUDINARY))
    .map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource }));
  if (granted.length === 0) throw new Error('The bucket policy grants Cloudinary nothing');
  const sts = new STSClient(rootClientConfig(stack.cloud.miniStack));
  try {
    const command = new GetFederationTokenCommand({
      Name: 'cloudinary',
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: granted }),
    });
    const { AccessKeyId, SecretAccessKey, SessionToken } = (await sts.send(command)).Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error('STS gave no credentials');
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } finally {
    sts.destroy();
  }
}
