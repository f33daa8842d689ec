import type { AdminQuota } from './admin-api/admin-quota.ts';
import type { Behaviour } from './behaviour.ts';
import type { FaultPoint, Faults } from './faults.ts';
import type { Asset } from './library/asset.ts';
import type { AssetLibrary } from './library/asset-library.ts';
import type { AcceptedUpload, LibraryEvent, LoggedRequest } from './library/logs.ts';
import type { NativeBackupStore } from './native-backup/native-backup-store.ts';
import type { AuthScheme, Triggers } from './notifications/triggers.ts';
import type { ApiKey, EnvironmentSettings } from './options.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { DeliveryErrorCache } from './serving/delivery-error-cache.ts';
import type { ChunkedUploads } from './upload-api/chunked-uploads.ts';

/** What the product environments of one simulated Cloudinary share. */
export interface Simulation {
  readonly behaviour: Behaviour;
  readonly faults: Faults;
  /** Ids and the like. */
  readonly random: SeededRandom;
  /** Whether and how faults strike: a sequence of its own, which ids do not shift. */
  readonly chances: SeededRandom;
  /** Origins of the delivery URLs that answers and notifications carry; filled in once the server listens. */
  readonly deliveryOrigins: { http: string; https: string };
  /** The last moment that a notification has named. */
  readonly latestEvent: { milliseconds: number; microseconds: number };
  now(): Date;
}

/** A notification ready to go. */
export interface OutgoingNotification {
  /** Of the product environment that it comes from. */
  readonly settings: EnvironmentSettings;
  readonly type: string;
  readonly url: string;
  readonly scheme: AuthScheme;
  readonly body: string;
}

/** Takes notifications over, and delivers them. */
export interface Outbox {
  send(notification: OutgoingNotification): void;
}

/** Copies the newest revision of an asset into the backup store of its environment, some time later. */
export interface BackupCopier {
  copy(environment: ProductEnvironment, asset: Asset): void;
}

/** One product environment, as every part of the simulation sees it. */
export interface ProductEnvironment extends Simulation {
  readonly sender: Outbox;
  readonly nativeBackups: BackupCopier;
  readonly cloudName: string;
  readonly settings: EnvironmentSettings;
  /** Mutable, so that a key can be rotated while the server runs. Oldest first. */
  readonly keys: ApiKey[];
  readonly library: AssetLibrary;
  readonly triggers: Triggers;
  readonly folders: Set<string>;
  readonly quota: AdminQuota;
  readonly chunkedUploads: ChunkedUploads;
  readonly deliveryErrors: DeliveryErrorCache;
  /** Every upload that was accepted, in order; entries learn when they were superseded or deleted. */
  readonly uploads: AcceptedUpload[];
  /** The entries of `uploads` whose bytes are still in place, by asset_id. */
  readonly currentUploads: Map<string, AcceptedUpload>;
  /** Every event that happened, whether or not anybody was notified. */
  readonly history: LibraryEvent[];
  /** Every request, in order. */
  readonly requests: LoggedRequest[];
  /** How many requests each point has seen where faults can strike. */
  readonly ordinals: Record<FaultPoint, number>;
  /** Bytes of the month: what downloads and deliveries have served, and what the plan allows. */
  readonly bandwidth: { usage: number; limit: number };
  readonly backupStore: NativeBackupStore;
}
