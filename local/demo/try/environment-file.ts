import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LocalCloud } from '#local/start-local-cloud.ts';
import { ACCOUNT } from '../account.ts';

/** Where everything is while the local cloud runs, as environment variables that tools understand. */
export function endpoints({ miniStack, cloudinary, outputs }: LocalCloud): Readonly<Record<string, string>> {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = miniStack.env;
  const { AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS } = env;
  const API_ENDPOINT = miniStack.rewriteWebhookUrl(outputs['ApiEndpoint'] ?? '');
  return {
    CLOUDINARY_URL: cloudinary.cloudinaryUrl(ACCOUNT.cloud_name),
    CLOUDINARY_ORIGIN: cloudinary.origin,
    API_ENDPOINT,
    WEBHOOK_URL: `${API_ENDPOINT}/webhooks/${ACCOUNT.cloud_name}`,
    BUCKET: outputs['BucketName'] ?? '',
    LIVE_QUEUE_URL: outputs['LiveQueueUrl'] ?? '',
    AWS_ENDPOINT_URL,
    AWS_REGION,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_CA_BUNDLE,
    NODE_EXTRA_CA_CERTS,
  };
}

/**
 * Writes the endpoints as a file that a shell can read, into a folder that is removed with the local cloud. It puts this
 * Node first on the PATH, because the machine's Node may be too old to run TypeScript.
 */
export async function writeEnvironmentFile(
  directory: string,
  endpoints: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(directory, 'demo.env');
  const lines = Object.entries(endpoints).map(([name, value]) => `export ${name}=${quoted(value)}`);
  const content = [
    // The user's own AWS settings would override the keys of the local cloud.
    'unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN',
    ...lines,
    // Version 1 of the AWS CLI ignores AWS_REGION, and AWS_ENDPOINT_URL for SQS.
    'export AWS_DEFAULT_REGION="$AWS_REGION" AWS_PAGER=',
    'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }',
    `export PATH=${quoted(dirname(process.execPath))}:"$PATH"`,
    '',
  ].join('\n');
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

/** A shell changes nothing within single quotes. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
