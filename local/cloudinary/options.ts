import type { Behaviour } from './behaviour.ts';
import type { FaultSettings } from './faults.ts';
import type { NativeBackupStore } from './native-backup/native-backup-store.ts';

/** One API key of a product environment. */
export interface ApiKey {
  apiKey: string;
  apiSecret: string;
}

/** One product environment (cloud): its own keys, assets, triggers and quota. */
export interface EnvironmentSettings {
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
}

/** How notifications leave the simulated Cloudinary. */
export interface NotificationSettings {
  /** Pauses before the retries; as many retries as pauses. Cloudinary's are 3, 6 and 9 minutes. */
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
  environments: EnvironmentSettings[];
  /** PEM; the server speaks https on 127.0.0.1. */
  tls: { key: string; cert: string };
  /** 0 or left out: a free port. */
  port?: number;
  /** Also plain http, on another free port, for clients that build such URLs. */
  http?: boolean;
  /** Origin of `secure_url`s when clients reach the server under another name. */
  deliveryOrigin?: string;
  faults?: FaultSettings;
  behaviour?: Partial<Behaviour>;
  notifications?: NotificationSettings;
  /** The clock for versions, signature age, quota windows and cached errors. */
  now?: () => Date;
  seed?: number;
}
