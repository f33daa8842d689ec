import { AdminQuota } from './admin-api/admin-quota.ts';
import { assetLibrary } from './library/asset-library.ts';
import { InMemoryBackupStore } from './native-backup/native-backup-store.ts';
import { PolledNotifications } from './notifications/polled-notifications.ts';
import { Triggers } from './notifications/triggers.ts';
import type { CloudSettings } from './options.ts';
import { productEnvironment } from './product-environment/product-environment.ts';
import { deliveryErrorCache } from './serving/delivery-error-cache.ts';
import type { SimulatedCloud, Simulation } from './simulation.ts';
import { ChunkedUploads } from './upload-api/chunked-uploads.ts';

/** An empty cloud. */
export function simulatedCloud(
  settings: CloudSettings,
  shared: Simulation & Pick<SimulatedCloud, 'sender' | 'nativeBackups' | 'fetchRemoteFile'>,
): SimulatedCloud {
  return {
    ...shared,
    cloudName: settings.cloudName,
    settings,
    keys: settings.keys,
    library: assetLibrary(),
    triggers: new Triggers(),
    polled: new PolledNotifications(),
    folders: new Set(),
    productEnvironment: productEnvironment(),
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
