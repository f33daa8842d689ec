import { bytesFromSeed, type GenerateBytes, generatedBytes } from './bytes/generated-bytes.ts';
import type { ResourceType } from './library/asset.ts';
import type { AssetDetails } from './library/asset-details.ts';
import { describeLibraryAsset, type LibraryAsset } from './library/describe-asset.ts';
import { moderateAsset, type Verdict } from './library/moderate-asset.ts';
import { storeUpload } from './library/revisions.ts';
import { type Event, emitEvent } from './notifications/emit-event.ts';
import { notifyUpload } from './notifications/upload-events.ts';
import type { ProductEnvironment } from './simulation.ts';

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

/** A product environment with what an outside observer can know of it, and what a console user could do in it. */
export type Environment = ReturnType<typeof observed>;

/** Opens a product environment to observers and console users. */
export function observed(environment: ProductEnvironment) {
  const apiKey = () => environment.keys[0]?.apiKey ?? '';
  return {
    ...environment,

    /** Admin API calls so far, those refused by the quota included. */
    get adminCalls(): number {
      return environment.quota.calls;
    },

    /** The live library, oldest asset first, each with every field and the bytes of its newest revision. */
    assets(): LibraryAsset[] {
      return environment.library.all().map((asset) => describeLibraryAsset(environment, asset));
    },

    /** One asset of the library by asset_id, deleted ones with a backup included. */
    asset(assetId: string): LibraryAsset | undefined {
      const asset = environment.library.byAssetId(assetId);
      return asset && describeLibraryAsset(environment, asset);
    },

    /** Stores an asset of any size. Thousands of small ones take a second. */
    async addGeneratedAsset(generated: GeneratedAsset): Promise<LibraryAsset> {
      const { publicId, resourceType, seed = 1, generate = bytesFromSeed(seed), notifies = true } = generated;
      const { asset, overwritten } = storeUpload(environment, {
        resource_type: resourceType,
        type: generated.type ?? 'upload',
        public_id: publicId,
        format: resourceType === 'raw' ? undefined : (generated.format ?? 'mp4'),
        original: await generatedBytes(generated.bytes, generate),
        details: generated.details ?? {},
        at: generated.uploadedAt,
      });
      if (notifies) notifyUpload(environment, asset, { apiKey: apiKey(), overwritten });
      return describeLibraryAsset(environment, asset);
    },

    /** Approves or rejects an asset as a moderator would, and emits `moderation`. */
    moderate(assetId: string, verdict: Verdict): void {
      const asset = environment.library.byAssetId(assetId);
      if (!asset) throw new Error(`No asset ${assetId}`);
      moderateAsset(environment, asset, verdict, apiKey());
    },

    /** Emits an event of any type, for those whose cause is not simulated (`info`, `eager`, `multi` …). */
    emit(event: Omit<Event, 'apiKey'>): void {
      emitEvent(environment, { ...event, apiKey: apiKey() });
    },
  };
}
