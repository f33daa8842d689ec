import { bytesFromSeed, type GenerateBytes, generatedBytes } from './bytes/generated-bytes.ts';
import type { ResourceType } from './library/asset.ts';
import type { AssetDetails } from './library/asset-details.ts';
import { describeLibraryAsset, type LibraryAsset } from './library/describe-asset.ts';
import { type ModeratorDecision, moderateAsset } from './library/moderate-asset.ts';
import { storeUpload } from './library/revisions.ts';
import { type Event, emitEvent } from './notifications/emit-event.ts';
import { notifyUpload } from './notifications/upload-events.ts';
import type { SimulatedCloud } from './simulation.ts';

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
  /** Tags, context and other details of an upload. */
  details?: AssetDetails;
  /** When it was uploaded; now by default. Listings keep the order in which assets were added. */
  uploadedAt?: Date;
  /** Whether it emits its `upload` notification; true by default. */
  notifies?: boolean;
}

/** A cloud as tests observe it from outside, and as a user of the console acts on it. */
export type ObservedCloud = ReturnType<typeof observedCloud>;

/** Opens a cloud to tests. */
export function observedCloud(cloud: SimulatedCloud) {
  const apiKey = () => cloud.keys[0]?.apiKey ?? '';
  return {
    ...cloud,

    /** Admin API calls so far, those refused by the quota included. */
    get adminCalls(): number {
      return cloud.quota.calls;
    },

    /** The live library, oldest asset first, each with every field and the bytes of its newest revision. */
    assets(): LibraryAsset[] {
      return cloud.library.all().map((asset) => describeLibraryAsset(cloud, asset));
    },

    /** One asset of the library by asset_id, deleted ones with a backup included. */
    asset(assetId: string): LibraryAsset | undefined {
      const asset = cloud.library.byAssetId(assetId);
      return asset && describeLibraryAsset(cloud, asset);
    },

    /** Stores an asset of any size. Thousands of small ones take a second. */
    async addGeneratedAsset(generated: GeneratedAsset): Promise<LibraryAsset> {
      const { publicId, resourceType, seed = 1, generate = bytesFromSeed(seed), notifies = true } = generated;
      const { asset, overwritten } = storeUpload(cloud, {
        resource_type: resourceType,
        type: generated.type ?? 'upload',
        public_id: publicId,
        format: resourceType === 'raw' ? undefined : (generated.format ?? 'mp4'),
        original: await generatedBytes(generated.bytes, generate),
        details: generated.details ?? {},
        at: generated.uploadedAt,
      });
      if (notifies) notifyUpload(cloud, asset, { apiKey: apiKey(), overwritten });
      return describeLibraryAsset(cloud, asset);
    },

    /** Approves or rejects an asset as a moderator would, and emits `moderation`. */
    moderate(assetId: string, decision: ModeratorDecision): void {
      const asset = cloud.library.byAssetId(assetId);
      if (!asset) throw new Error(`No asset ${assetId}`);
      moderateAsset(cloud, asset, decision, apiKey());
    },

    /** Emits an event of any type, for those whose cause is not simulated (`info`, `eager`, `multi` …). */
    emit(event: Omit<Event, 'apiKey'>): void {
      emitEvent(cloud, { ...event, apiKey: apiKey() });
    },
  };
}
