import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type Credentials, parseCredentials } from '#shared/domain/cloudinary/credentials.ts';
import { PipelineError } from '#shared/domain/errors.ts';

/** Where a cloud's credentials are stored. */
export interface CredentialsParameter {
  readonly name: string;
  readonly cloud: string;
  readonly apiOrigin?: string | undefined;
}

/**
 * Reads a cloud's credentials from its SecureString.
 *
 * @throws PipelineError `credentials-unavailable`, which names the parameter, what is wrong and what to do
 */
export async function readSsmCredentials(client: SSMClient, parameter: CredentialsParameter): Promise<Credentials> {
  const { name, cloud, apiOrigin } = parameter;
  let text: string;
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    text = Parameter?.Value ?? '';
  } catch (error) {
    const why = error instanceof Error ? error.name : 'unknown error';
    const remedy =
      why === 'ParameterNotFound'
        ? `Write cloudinary://<api_key>:<api_secret>@${cloud} into a file and store it: aws ssm put-parameter --type SecureString --name ${name} --value file://<file>`
        : 'Is it a SecureString encrypted with the default key, and may this function read it?';
    throw new PipelineError('credentials-unavailable', `The SSM parameter ${name} cannot be read (${why}). ${remedy}`, {
      cause: error,
    });
  }
  return parseCredentials(text, cloud, apiOrigin);
}
