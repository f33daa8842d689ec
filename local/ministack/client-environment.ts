/** What `clientEnvironment` sets. A type, not an interface, so that it can be assigned to a process's environment. */
export type ClientEnvironment = Readonly<ReturnType<typeof clientEnvironment>>;

/**
 * The environment variables that send the AWS SDK, the AWS CLI and `cdk` to a MiniStack server, as its root user, and
 * nowhere else: they hide the user's own profiles and the metadata service.
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
