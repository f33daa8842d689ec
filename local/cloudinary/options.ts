import type { Behaviour } from './behaviour.ts';
import type { FaultSettings } from './faults.ts';
import type { ResourceType } from './library/asset.ts';
import type { NativeBackupStore } from './native-backup/native-backup-store.ts';
import type { ReadS3Object } from './upload-api/remote-files.ts';

/** One API key of a cloud. */
export interface ApiKey {
  apiKey: string;
  apiSecret: string;
}

/** One cloud, with its own keys, assets, triggers and quota. */
export interface CloudSettings {
  cloudName: string;
  /** Oldest first. The oldest signs notifications unless `signatureKey` names another. */
  keys: ApiKey[];
  /** The API key chosen under Settings → Webhook Notifications. */
  signatureKey?: string;
  signatureAlgorithm?: 'sha1' | 'sha256';
  /** Where native backup keeps originals; without it only uploads with `backup: true` are kept, in memory. */
  nativeBackup?: NativeBackupStore | false;
  /** Admin API calls per clock hour, 500 by default as on free plans. */
  adminCallsPerHour?: number;
  folderMode?: 'dynamic' | 'fixed';
  /** Presets of uploads that name none; mutable, as an administrator may choose others in the console. */
  defaultUploadPresets?: { signed?: string; unsigned?: string };
  /** The longest original that can be uploaded, by resource type; a free plan's by default. */
  maxBytes?: Partial<Record<ResourceType, number>>;
}

/** How notifications leave the simulated Cloudinary. */
export interface NotificationSettings {
  /** Pauses before the retries, one for each retry. Cloudinary's are 3, 6 and 9 minutes. */
  retryDelaysMs?: number[];
  /** An attempt without an answer fails after this. */
  timeoutMs?: number;
  /** Where the local network routes a webhook's address. */
  rewriteUrl?: (uri: string) => string;
  /** Certificate authority of webhook receivers, PEM. */
  ca?: string;
}

/** Options of `startSimulatedCloudinary`. */
export interface SimulatedCloudinaryOptions {
  clouds: CloudSettings[];
  /** PEM; the server speaks https on 127.0.0.1. */
  tls: { key: string; cert: string };
  /** A free port by default, and with 0. */
  port?: number;
  /** Whether to serve plain http as well, on another free port, for clients that build such URLs. */
  http?: boolean;
  /** Origin of `secure_url`s when clients reach the server under another name. */
  deliveryOrigin?: string;
  /** Reads `s3://` files that uploads name; without it, they are refused. */
  readS3Object?: ReadS3Object;
  faults?: FaultSettings;
  behaviour?: Partial<Behaviour>;
  notifications?: NotificationSettings;
  /** The clock for versions, signature age, quota windows and cached errors. */
  now?: () => Date;
  seed?: number;
}
