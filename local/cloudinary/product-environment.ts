import { AdminQuota } from './admin-api/admin-quota.ts';
import { assetLibrary } from './library/asset-library.ts';
import { InMemoryBackupStore } from './native-backup/native-backup-store.ts';
import { Triggers } from './notifications/triggers.ts';
import type { EnvironmentSettings } from './options.ts';
import { deliveryErrorCache } from './serving/delivery-error-cache.ts';
import type { ProductEnvironment, Simulation } from './simulation.ts';
import { ChunkedUploads } from './upload-api/chunked-uploads.ts';

/** An empty product environment. */
export function productEnvironment(
  settings: EnvironmentSettings,
  shared: Simulation & Pick<ProductEnvironment, 'sender' | 'nativeBackups'>,
): ProductEnvironment {
  return {
    ...shared,
    cloudName: settings.cloudName,
    settings,
    keys: settings.keys,
    library: assetLibrary(),
    triggers: new Triggers(),
    folders: new Set(),
    quota: new AdminQuota(settings.adminCallsPerHour ?? 500, shared.now),
    chunkedUploads: new ChunkedUploads(),
    deliveryErrors: deliveryErrorCache(),
    uploads: [],
    currentUploads: new Map(),
    history: [],
    requests: [],
    ordinals: { download: 0, downloadBackup: 0, delivery: 0, admin: 0, upload: 0 },
    bandwidth: { usage: 0, limit: 25 * 1024 ** 3 },
    backupStore: settings.nativeBackup || new InMemoryBackupStore(),
  };
}
