import type { Behaviour } from './behaviour.ts';
import type { Environment } from './environment.ts';
import type { Faults } from './faults.ts';
import type { NativeBackupWriter } from './native-backup/native-backup-writer.ts';
import type { NotificationSender } from './notifications/notification-sender.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What every part of one running simulated Cloudinary shares. */
export interface Simulation {
  readonly behaviour: Behaviour;
  readonly faults: Faults;
  /** Ids and the like. */
  readonly random: SeededRandom;
  /** Whether and how faults strike: a sequence of its own, which ids do not shift. */
  readonly chances: SeededRandom;
  readonly environments: ReadonlyMap<string, Environment>;
  readonly sender: NotificationSender;
  readonly nativeBackups: NativeBackupWriter;
  now(): Date;
  /** Origins of the delivery URLs that answers and notifications carry; known once the server listens. */
  deliveryOrigins(): { http: string; https: string };
}
