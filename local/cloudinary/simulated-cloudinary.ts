import { type Behaviour, defaultBehaviour } from './behaviour.ts';
import { type Environment, observed } from './environment.ts';
import { type Faults, faultsFrom } from './faults.ts';
import { handleRequest } from './http/handle-request.ts';
import { listen } from './listen.ts';
import { type NativeBackupWriter, nativeBackupWriter } from './native-backup/native-backup-writer.ts';
import { NotificationSender } from './notifications/notification-sender.ts';
import type { SimulatedCloudinaryOptions } from './options.ts';
import { productEnvironment } from './product-environment.ts';
import { SeededRandom } from './seeded-random.ts';
import type { Simulation } from './simulation.ts';

/** A running simulated Cloudinary. */
export interface SimulatedCloudinary {
  /** `https://127.0.0.1:port`, the SDK's `upload_prefix`. */
  readonly origin: string;
  readonly httpOrigin?: string;
  readonly faults: Faults;
  readonly behaviour: Behaviour;
  readonly notifications: NotificationSender;
  readonly nativeBackups: NativeBackupWriter;
  /** One of the product environments. Throws for a name that was not configured. */
  environment(cloudName: string): Environment;
  /** What an operator would configure as CLOUDINARY_URL; key 0 is the oldest. */
  cloudinaryUrl(cloudName: string, keyIndex?: number): string;
  close(): Promise<void>;
}

/** Starts product environments behind one https server (and an http one, if asked for) on 127.0.0.1. */
export async function startSimulatedCloudinary(options: SimulatedCloudinaryOptions): Promise<SimulatedCloudinary> {
  const seed = options.seed ?? 1;
  const simulation: Simulation = {
    behaviour: { ...defaultBehaviour(), ...options.behaviour },
    faults: faultsFrom(options.faults),
    random: new SeededRandom(seed),
    chances: new SeededRandom(seed + 1),
    deliveryOrigins: { http: '', https: '' },
    latestEvent: { milliseconds: 0, microseconds: 0 },
    now: options.now ?? (() => new Date()),
  };
  const sender = new NotificationSender(options.notifications ?? {}, simulation);
  const nativeBackups = nativeBackupWriter();
  const environments = new Map(
    options.environments.map((settings) => [
      settings.cloudName,
      observed(productEnvironment(settings, { ...simulation, sender, nativeBackups })),
    ]),
  );
  const listener: Parameters<typeof listen>[0] = (request, response) => {
    handleRequest(environments, simulation.random, request, response).catch((error: unknown) =>
      response.destroy(error as Error),
    );
  };
  const https = await listen(listener, options.port ?? 0, options.tls);
  const http = options.http ? await listen(listener, 0) : undefined;
  const origin = `https://127.0.0.1:${https.port}`;
  const httpOrigin = http && `http://127.0.0.1:${http.port}`;
  const delivered = options.deliveryOrigin ?? origin;
  simulation.deliveryOrigins.https = delivered;
  simulation.deliveryOrigins.http = httpOrigin ?? delivered.replace('https:', 'http:');

  function environment(cloudName: string): Environment {
    const found = environments.get(cloudName);
    if (!found) throw new Error(`No product environment ${cloudName}`);
    return found;
  }

  return {
    origin,
    ...(httpOrigin && { httpOrigin }),
    faults: simulation.faults,
    behaviour: simulation.behaviour,
    notifications: sender,
    nativeBackups,
    environment,
    cloudinaryUrl(cloudName, keyIndex = 0) {
      const key = environment(cloudName).keys[keyIndex];
      if (!key) throw new Error(`${cloudName} has no key ${keyIndex}`);
      return `cloudinary://${key.apiKey}:${key.apiSecret}@${cloudName}?upload_prefix=${origin}`;
    },
    async close() {
      sender.close();
      nativeBackups.close();
      await Promise.all([https.close(), http?.close()]);
    },
  };
}
