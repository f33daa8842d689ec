import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';
import { type SimulatedCloudinary, startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';

type Options = Parameters<typeof startSimulatedCloudinary>[0];

export const KEY = { apiKey: '111111111111111', apiSecret: 'a-secret+that/nobody%should=see' };
/** What the parameter of {@link KEY} holds. */
export const CREDENTIALS = `cloudinary://${KEY.apiKey}:${KEY.apiSecret}@demo`;

/** A simulated Cloudinary with the environment `demo` and {@link KEY}; this process trusts its certificate. */
export async function startDemoCloudinary(
  environment: Partial<Options['environments'][number]> = {},
  options: Partial<Options> = {},
): Promise<SimulatedCloudinary> {
  await trustLoopbackCertificate();
  const { key, cert } = await loopbackCertificate();
  const environments = [{ cloudName: 'demo', keys: [KEY], ...environment }];
  return startSimulatedCloudinary({ tls: { key, cert }, environments, ...options });
}
