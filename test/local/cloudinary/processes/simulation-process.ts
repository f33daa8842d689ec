import { Readable } from 'node:stream';
import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import type { OriginalBytes } from '#local/cloudinary/bytes/original-bytes.ts';
import { receivedBytes } from '#local/cloudinary/bytes/received-bytes.ts';
import { InMemoryBackupStore } from '#local/cloudinary/native-backup/native-backup-store.ts';
import type { ApiKey } from '#local/cloudinary/options.ts';
import { startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';

/** What the process reports when it is sent a message: it lists no copy before the copy is complete. */
export interface SimulationReport {
  readonly origin: string;
  readonly copies: number;
  /** The most memory that it has used, in bytes. */
  readonly mostRss: number;
}

/** Reads what it keeps, as a store elsewhere does. */
class CopyingStore extends InMemoryBackupStore {
  override async put(key: string, { read }: OriginalBytes): Promise<void> {
    await super.put(key, await receivedBytes(Readable.from(read())));
  }
}

/** A simulated Cloudinary in a process of its own, so that its memory can be measured. */
async function simulate(key: ApiKey): Promise<() => Promise<SimulationReport>> {
  let mostRss = 0;
  setInterval(() => {
    mostRss = Math.max(mostRss, process.memoryUsage.rss());
  }, 5);
  const store = new CopyingStore();
  const clouds = [{ cloudName: 'demo', maxBytes: { video: 2 * 1024 ** 3 }, keys: [key], nativeBackup: store }];
  const { origin, nativeBackups } = await startSimulatedCloudinary({ clouds, tls: await loopbackCertificate() });
  return async () => {
    await nativeBackups.idle();
    return { origin, copies: store.keys().length, mostRss };
  };
}

const report = simulate({ apiKey: '111111111111111', apiSecret: 'a-secret' });
process.on('message', async () => process.send?.(await (await report)()));
process.once('disconnect', () => process.exit());
