import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';

/** What an AWS SDK client needs to reach the MiniStack of this run; this process trusts its certificate afterwards. */
export async function useMiniStack(environment: Readonly<Record<string, string>>) {
  await trustLoopbackCertificate();
  return {
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  };
}
