import type { AdminQuota } from './admin-api/admin-quota.ts';
import type { Behaviour } from './behaviour.ts';
import type { FaultPoint, Faults } from './faults.ts';
import type { Asset } from './library/asset.ts';
import type { AssetLibrary } from './library/asset-library.ts';
import type { AcceptedUpload, LibraryEvent, LoggedRequest } from './library/logs.ts';
import type { NativeBackupStore } from './native-backup/native-backup-store.ts';
import type { PolledNotifications } from './notifications/polled-notifications.ts';
import type { AuthScheme, Triggers } from './notifications/triggers.ts';
import type { ApiKey, CloudSettings } from './options.ts';
import type { ProductEnvironment } from './product-environment/product-environment.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { DeliveryErrorCache } from './serving/delivery-error-cache.ts';
import type { ChunkedUploads } from './upload-api/chunked-uploads.ts';
import type { FetchRemoteFile } from './upload-api/remote-files.ts';

/** What the clouds of one simulated Cloudinary share. */
export interface Simulation {
  readonly behaviour: Behaviour;
  readonly faults: Faults;
  /** Ids and the like. */
  readonly random: SeededRandom;
  /** Whether and how faults strike: a sequence of its own, which ids do not shift. */
  readonly chances: SeededRandom;
  /** Origins of the delivery URLs that answers and notifications carry; filled in once the server listens. */
  readonly deliveryOrigins: { http: string; https: string };
  /** The latest time in any notification. */
  readonly latestEvent: { milliseconds: number; microseconds: number };
  now(): Date;
}

/** A notification ready to go. */
export interface OutgoingNotification {
  readonly settings: CloudSettings;
  readonly type: string;
  readonly url: string;
  readonly scheme: AuthScheme;
  readonly body: string;
}

/** Takes over notifications and delivers them. */
export interface Outbox {
  send(notification: OutgoingNotification): void;
  /** Starts work some time later that ends in notifications. */
  sendLater(ms: number, work: () => Promise<void>): void;
}

/** Copies the newest revision of an asset into the backup store of its cloud, some time later. */
export interface BackupCopier {
  copy(cloud: SimulatedCloud, asset: Asset): void;
}

/** One simulated cloud, as every part of the simulation sees it. */
export interface SimulatedCloud extends Simulation {
  readonly sender: Outbox;
  readonly nativeBackups: BackupCopier;
  readonly cloudName: string;
  readonly settings: CloudSettings;
  /** Mutable, so that a key can be rotated while the server runs. Oldest first. */
  readonly keys: ApiKey[];
  readonly library: AssetLibrary;
  readonly triggers: Triggers;
  /** What `poll://` destinations have received. */
  readonly polled: PolledNotifications;
  readonly folders: Set<string>;
  readonly productEnvironment: ProductEnvironment;
  readonly quota: AdminQuota;
  /** Fetches the remote files that uploads name. */
  readonly fetchRemoteFile: FetchRemoteFile;
  readonly chunkedUploads: ChunkedUploads;
  readonly deliveryErrors: DeliveryErrorCache;
  /** Every upload that was accepted, in order; each entry gets the time when it was superseded or deleted. */
  readonly uploads: AcceptedUpload[];
  /** The entries of `uploads` whose bytes are still in place, by asset_id. */
  readonly currentUploads: Map<string, AcceptedUpload>;
  /** Every event, whether or not anyone was notified. */
  readonly history: LibraryEvent[];
  /** Every request, in order. */
  readonly requests: LoggedRequest[];
  /** How many requests each point has seen where faults can strike. */
  readonly ordinals: Record<FaultPoint, number>;
  /** Bytes of the month: what downloads and deliveries have served, and what the plan allows. */
  readonly bandwidth: { usage: number; limit: number };
  readonly backupStore: NativeBackupStore;
}
