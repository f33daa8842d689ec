import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { rootClientConfig } from './root-client-config.ts';
import type { MiniStack } from './start-ministack.ts';

/** Credentials as AWS SDK clients take them. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * Credentials of a deployed role. MiniStack's root passes every policy; whoever wants to know what a policy allows
 * must come with a role.
 */
export async function assumeRoleCredentials(miniStack: MiniStack, roleArn: string): Promise<RoleCredentials> {
  const client = new STSClient(rootClientConfig(miniStack));
  try {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'local-cloud' });
    const { AccessKeyId, SecretAccessKey, SessionToken } = (await client.send(command)).Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error(`No credentials were given for ${roleArn}`);
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } finally {
    client.destroy();
  }
}
