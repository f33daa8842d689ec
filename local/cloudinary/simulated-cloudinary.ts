import { type Behaviour, defaultBehaviour } from './behaviour.ts';
import { Environment } from './environment.ts';
import { type Faults, faultsFrom } from './faults.ts';
import { handleRequest } from './http/handle-request.ts';
import { listen } from './listen.ts';
import { NativeBackupWriter } from './native-backup/native-backup-writer.ts';
import { NotificationSender } from './notifications/notification-sender.ts';
import type { SimulatedCloudinaryOptions } from './options.ts';
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
  const environments = new Map<string, Environment>();
  const origins = { http: '', https: '' };
  const sender: NotificationSender = new NotificationSender(options.notifications ?? {}, () => simulation);
  const simulation: Simulation = {
    behaviour: { ...defaultBehaviour(), ...options.behaviour },
    faults: faultsFrom(options.faults),
    random: new SeededRandom(options.seed ?? 1),
    chances: new SeededRandom((options.seed ?? 1) + 1),
    environments,
    sender,
    nativeBackups: new NativeBackupWriter(),
    now: options.now ?? (() => new Date()),
    deliveryOrigins: () => origins,
  };
  for (const settings of options.environments) {
    environments.set(settings.cloudName, new Environment(settings, simulation));
  }
  const listener: Parameters<typeof listen>[0] = (request, response) => {
    handleRequest(simulation, request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const https = await listen(listener, options.port ?? 0, options.tls);
  const http = options.http ? await listen(listener, 0) : undefined;
  const origin = `https://127.0.0.1:${https.port}`;
  origins.https = options.deliveryOrigin ?? origin;
  origins.http = http ? `http://127.0.0.1:${http.port}` : origins.https.replace('https:', 'http:');

  function environment(cloudName: string): Environment {
    const found = environments.get(cloudName);
    if (!found) throw new Error(`No product environment ${cloudName}`);
    return found;
  }

  return {
    origin,
    ...(http ? { httpOrigin: origins.http } : {}),
    faults: simulation.faults,
    behaviour: simulation.behaviour,
    notifications: sender,
    nativeBackups: simulation.nativeBackups,
    environment,
    cloudinaryUrl(cloudName, keyIndex = 0) {
      const key = environment(cloudName).keys[keyIndex];
      if (!key) throw new Error(`${cloudName} has no key ${keyIndex}`);
      return `cloudinary://${key.apiKey}:${key.apiSecret}@${cloudName}?upload_prefix=${origin}`;
    },
    async close() {
      sender.close();
      simulation.nativeBackups.close();
      await Promise.all([https.close(), http?.close()]);
    },
  };
}
