import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';

/** The configuration of AWS clients for this run's MiniStack. This process trusts its certificate afterwards. */
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
