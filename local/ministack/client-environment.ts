/** What `clientEnvironment` sets. A type, not an interface, so that it is assignable to an environment of a process. */
export type ClientEnvironment = Readonly<ReturnType<typeof clientEnvironment>>;

/**
 * The environment variables that send the AWS SDK, the AWS CLI and `cdk` to a MiniStack server, as its root user, and
 * to nowhere else: the user's own profiles and the metadata service are out of reach.
 */
export function clientEnvironment(endpoint: string, certificatePath: string) {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CA_BUNDLE: certificatePath,
    NODE_EXTRA_CA_CERTS: certificatePath,
    CDK_DEFAULT_ACCOUNT: '000000000000',
    CDK_DEFAULT_REGION: 'us-east-1',
  };
}
