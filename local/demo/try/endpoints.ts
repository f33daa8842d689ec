import type { LocalCloud } from '../../start-local-cloud.ts';
import { ACCOUNT } from '../account.ts';

/** Where everything is while the local cloud runs, by the names of environment variables that tools understand. */
export function endpoints({ miniStack, cloudinary, outputs }: LocalCloud): Readonly<Record<string, string>> {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = miniStack.env;
  const { AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS } = miniStack.env;
  return {
    CLOUDINARY_URL: cloudinary.cloudinaryUrl(ACCOUNT.cloud_name),
    CLOUDINARY_ORIGIN: cloudinary.origin,
    API_ENDPOINT: miniStack.rewriteWebhookUrl(outputs['ApiEndpoint'] ?? ''),
    WEBHOOK_URL: miniStack.rewriteWebhookUrl(`${outputs['ApiEndpoint']}/webhooks/${ACCOUNT.cloud_name}`),
    BUCKET: outputs['BucketName'] ?? '',
    AWS_ENDPOINT_URL,
    AWS_REGION,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_CA_BUNDLE,
    NODE_EXTRA_CA_CERTS,
  };
}
