import { AdminQuota } from './admin-api/admin-quota.ts';
import { bytesFromSeed, type GenerateBytes, generatedBytes } from './bytes/generated-bytes.ts';
import type { FaultPoint } from './faults.ts';
import type { ResourceType } from './library/asset.ts';
import type { AssetDetails } from './library/asset-details.ts';
import { AssetLibrary } from './library/asset-library.ts';
import { describeLibraryAsset, type LibraryAsset } from './library/describe-asset.ts';
import type { AcceptedUpload, LibraryEvent, LoggedRequest } from './library/logs.ts';
import { moderateAsset, type Verdict } from './library/moderate-asset.ts';
import { storeUpload } from './library/store-upload.ts';
import { InMemoryBackupStore, type NativeBackupStore } from './native-backup/native-backup-store.ts';
import { type Event, emitEvent } from './notifications/emit-event.ts';
import { Triggers } from './notifications/triggers.ts';
import { notifyUpload } from './notifications/upload-events.ts';
import type { ApiKey, EnvironmentSettings } from './options.ts';
import { DeliveryErrorCache } from './serving/delivery-error-cache.ts';
import type { Simulation } from './simulation.ts';
import { ChunkedUploads } from './upload-api/chunked-uploads.ts';

/** An asset of any size whose bytes are computed when they are read. */
export interface GeneratedAsset {
  publicId: string;
  resourceType: ResourceType;
  bytes: number;
  seed?: number;
  /** Instead of a seed: gives the bytes from `start` up to but excluding `end`. */
  generate?: GenerateBytes;
  format?: string;
  type?: string;
  /** Tags, context and whatever else an upload may say. */
  details?: AssetDetails;
  /** When it was uploaded, if not now. Listings keep the order in which assets were added. */
  uploadedAt?: Date;
  /** Whether it emits its `upload` notification; true where left out. */
  notifies?: boolean;
}

/** One product environment: what an outside observer can know of it, and what a console user could do in it. */
export class Environment {
  readonly cloudName: string;
  readonly settings: EnvironmentSettings;
  /** Mutable, so that a key can be rotated while the server runs. Oldest first. */
  readonly keys: ApiKey[];
  readonly library = new AssetLibrary();
  readonly triggers = new Triggers();
  readonly folders = new Set<string>();
  readonly quota: AdminQuota;
  readonly chunkedUploads = new ChunkedUploads();
  readonly deliveryErrors = new DeliveryErrorCache();
  /** Every upload that was accepted, in order; entries learn when they were superseded or deleted. */
  readonly uploads: AcceptedUpload[] = [];
  /** The entries of `uploads` whose bytes are still in place, by asset_id. */
  readonly currentUploads = new Map<string, AcceptedUpload>();
  /** Every event that happened, whether or not anybody was notified. */
  readonly history: LibraryEvent[] = [];
  /** Every request, in order. */
  readonly requests: LoggedRequest[] = [];
  /** Bytes of the month: what downloads and deliveries have served, and what the plan allows. */
  readonly bandwidth = { usage: 0, limit: 25 * 1024 ** 3 };
  readonly backupStore: NativeBackupStore;
  readonly simulation: Simulation;
  readonly #ordinals = new Map<FaultPoint, number>();

  constructor(settings: EnvironmentSettings, simulation: Simulation) {
    this.cloudName = settings.cloudName;
    this.settings = settings;
    this.keys = settings.keys;
    this.simulation = simulation;
    this.quota = new AdminQuota(settings.adminCallsPerHour ?? 500, simulation.now);
    this.backupStore = settings.nativeBackup || new InMemoryBackupStore();
  }

  /** Counts a request at a point where faults can strike; 1 for the first. */
  nextOrdinal(point: FaultPoint): number {
    const ordinal = (this.#ordinals.get(point) ?? 0) + 1;
    this.#ordinals.set(point, ordinal);
    return ordinal;
  }

  /** Admin API calls so far, those refused by the quota included. */
  get adminCalls(): number {
    return this.quota.calls;
  }

  /** The live library, oldest asset first, each with every field and the bytes of its newest revision. */
  assets(): LibraryAsset[] {
    return this.library.all().map((asset) => describeLibraryAsset(this, asset));
  }

  /** One asset of the library by asset_id, deleted ones with a backup included. */
  asset(assetId: string): LibraryAsset | undefined {
    const asset = this.library.byAssetId(assetId);
    return asset && describeLibraryAsset(this, asset);
  }

  /** Stores an asset of any size. Thousands of small ones take a second. */
  async addGeneratedAsset(generated: GeneratedAsset): Promise<LibraryAsset> {
    const generate = generated.generate ?? bytesFromSeed(generated.seed ?? 1);
    const original = await generatedBytes(generated.bytes, generate);
    const { asset, overwritten } = storeUpload(this, {
      resourceType: generated.resourceType,
      type: generated.type ?? 'upload',
      publicId: generated.publicId,
      format: generated.resourceType === 'raw' ? undefined : (generated.format ?? 'mp4'),
      original,
      details: generated.details ?? {},
      originalFilename: undefined,
      backup: undefined,
      at: generated.uploadedAt,
    });
    if (generated.notifies ?? true) notifyUpload(this, asset, { apiKey: this.#oldestKey(), overwritten });
    return describeLibraryAsset(this, asset);
  }

  /** Approves or rejects an asset as a moderator would, and emits `moderation`. */
  moderate(assetId: string, verdict: Verdict): void {
    moderateAsset(this, assetId, verdict, this.#oldestKey());
  }

  /** Emits an event of any type, for those whose cause is not simulated (`info`, `eager`, `multi` …). */
  emit(event: Omit<Event, 'apiKey'>): void {
    emitEvent(this, { ...event, apiKey: this.#oldestKey() });
  }

  #oldestKey(): string {
    return this.keys[0]?.apiKey ?? '';
  }
}
