import { type Behaviour, defaultBehaviour } from './behaviour.ts';
import { type Faults, faultsFrom } from './faults.ts';
import { handleRequest } from './http/handle-request.ts';
import { listen } from './listen.ts';
import { type NativeBackupWriter, nativeBackupWriter } from './native-backup/native-backup-writer.ts';
import { NotificationSender } from './notifications/notification-sender.ts';
import { type ObservedCloud, observedCloud } from './observed-cloud.ts';
import type { SimulatedCloudinaryOptions } from './options.ts';
import { SeededRandom } from './seeded-random.ts';
import { simulatedCloud } from './simulated-cloud.ts';
import type { Simulation } from './simulation.ts';
import { remoteFiles } from './upload-api/remote-files.ts';

/** A running simulated Cloudinary. */
export interface SimulatedCloudinary {
  /** `https://127.0.0.1:port`, the SDK's `upload_prefix`. */
  readonly origin: string;
  readonly httpOrigin?: string;
  readonly faults: Faults;
  readonly behaviour: Behaviour;
  readonly notifications: NotificationSender;
  readonly nativeBackups: NativeBackupWriter;
  /** One of the clouds. Throws for a name that was not configured. */
  cloud(cloudName: string): ObservedCloud;
  /** What an operator would configure as CLOUDINARY_URL; key 0 is the oldest. */
  cloudinaryUrl(cloudName: string, keyIndex?: number): string;
  close(): Promise<void>;
}

/** Starts clouds behind one https server (and an http one, if asked for) on 127.0.0.1. */
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
  const fetchRemoteFile = remoteFiles(options.tls.cert, options.readS3Object, simulation.behaviour);
  const clouds = new Map(
    options.clouds.map((settings) => [
      settings.cloudName,
      observedCloud(simulatedCloud(settings, { ...simulation, sender, nativeBackups, fetchRemoteFile })),
    ]),
  );
  const listener: Parameters<typeof listen>[0] = (request, response) => {
    handleRequest(clouds, simulation.random, request, response).catch((error: unknown) =>
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

  function cloud(cloudName: string): ObservedCloud {
    const found = clouds.get(cloudName);
    if (!found) throw new Error(`No cloud ${cloudName}`);
    return found;
  }

  return {
    origin,
    ...(httpOrigin && { httpOrigin }),
    faults: simulation.faults,
    behaviour: simulation.behaviour,
    notifications: sender,
    nativeBackups,
    cloud,
    cloudinaryUrl(cloudName, keyIndex = 0) {
      const key = cloud(cloudName).keys[keyIndex];
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
