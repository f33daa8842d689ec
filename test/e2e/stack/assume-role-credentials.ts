import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { withRootClient } from '#local/ministack/root-client-config.ts';
import type { MiniStack } from '#local/ministack/start-ministack.ts';

/** Credentials as AWS SDK clients take them. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * Credentials of a deployed role. No policy restricts MiniStack's root; credentials of a role show what a policy allows.
 */
export async function assumeRoleCredentials(miniStack: MiniStack, roleArn: string): Promise<RoleCredentials> {
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'local-cloud' });
  const answer = await withRootClient(miniStack, STSClient, (client) => client.send(command));
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error(`STS gave no credentials for ${roleArn}`);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
