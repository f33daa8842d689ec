import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { loopbackCertificate } from './certificate/loopback-certificate.ts';
import type { SimulatedCloudinaryOptions } from './cloudinary/options.ts';
import { type SimulatedCloudinary, startSimulatedCloudinary } from './cloudinary/simulated-cloudinary.ts';
import { bootstrap } from './ministack/bootstrap.ts';
import { deployStack } from './ministack/deploy-stack.ts';
import { withRootClient } from './ministack/root-client-config.ts';
import { type MiniStack, type MiniStackProgress, startMiniStack } from './ministack/start-ministack.ts';

/** A local cloud, AWS and Cloudinary on this machine, with the stack deployed. */
export interface LocalCloud {
  readonly miniStack: MiniStack;
  readonly cloudinary: SimulatedCloudinary;
  /** What `cdk deploy` printed. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The configuration that was deployed, as the context of the CDK app. */
  readonly context: { readonly cloudinaryBackup: string };
  stop(): Promise<void>;
}

/** The start of a phase, which lasts until the next one starts, or a line that cdk has printed in it. */
export type StartProgress =
  | MiniStackProgress
  | { readonly phase: 'start-cloudinary' | CdkPhase }
  | { readonly phase: CdkPhase; readonly line: string };

type CdkPhase = 'cdk-bootstrap' | 'cdk-deploy';

/** What to simulate, and how to configure the stack in addition to what follows from that. */
export interface LocalCloudOptions {
  /** The simulated Cloudinary; its certificate and the routing of webhooks are set automatically. */
  readonly cloudinary: Omit<SimulatedCloudinaryOptions, 'tls'>;
  /** Settings of the stack in addition to `clouds`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of a cloud in addition to its `apiOrigin`; undefined for one that the stack does not back up. */
  readonly cloudSettings?: (cloudName: string) => Readonly<Record<string, unknown>> | undefined;
  readonly onProgress?: (progress: StartProgress) => void;
  /** Aborts the start between two phases, and stops everything that it has started. */
  readonly signal?: AbortSignal;
}

const STACK_NAME = 'CloudinaryBackup';

/**
 * Starts MiniStack and the simulated Cloudinary, and deploys the stack as to AWS.
 *
 * @throws Error that says what is missing on this machine, or with the end of cdk's output; the signal's reason
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { onProgress = () => {}, signal } = options;
  const miniStack = await startMiniStack({ onProgress });
  let cloudinary: SimulatedCloudinary | undefined;
  const stop = async () => {
    await cloudinary?.close();
    await miniStack.stop();
  };
  const begin = (phase: 'start-cloudinary' | CdkPhase) => {
    signal?.throwIfAborted();
    onProgress({ phase });
  };
  const beginCdk = (phase: CdkPhase) => {
    begin(phase);
    return (line: string) => onProgress({ phase, line });
  };
  try {
    begin('start-cloudinary');
    const { cert, key } = await loopbackCertificate();
    const notifications = { ...options.cloudinary.notifications, rewriteUrl: miniStack.rewriteWebhookUrl, ca: cert };
    cloudinary = await startSimulatedCloudinary({ ...options.cloudinary, notifications, tls: { cert, key } });
    const { origin: apiOrigin } = cloudinary;
    const names = options.cloudinary.clouds.map(({ cloudName }) => cloudName);
    await storeCredentials(miniStack, cloudinary, names);
    const { cloudSettings = () => ({}) } = options;
    const clouds = Object.fromEntries(
      names.flatMap((name) => {
        const settings = cloudSettings(name);
        return settings === undefined ? [] : [[name, { ...settings, apiOrigin }]];
      }),
    );
    const context = { cloudinaryBackup: JSON.stringify({ ...options.settings, clouds }) };
    await bootstrap(miniStack, beginCdk('cdk-bootstrap'));
    const deployment = { miniStack, context, stackName: STACK_NAME, onProgress: beginCdk('cdk-deploy') };
    const outputs = await deployStack(deployment);
    signal?.throwIfAborted();
    return { miniStack, cloudinary, outputs, context, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Stores the credentials of every cloud where an operator would. */
function storeCredentials(miniStack: MiniStack, cloudinary: SimulatedCloudinary, clouds: readonly string[]) {
  return withRootClient(miniStack, SSMClient, async (ssm) => {
    for (const cloud of clouds) {
      const Value = cloudinary.cloudinaryUrl(cloud);
      await ssm.send(new PutParameterCommand({ Name: `/cloudinary-backup/${cloud}`, Type: 'SecureString', Value }));
    }
  });
}
