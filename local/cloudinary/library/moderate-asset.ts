import type { Environment } from '../environment.ts';
import { emitEvent } from '../notifications/emit-event.ts';
import { deliveryUrls } from './delivery-url.ts';
import { isoSeconds } from './iso-seconds.ts';

/** A moderator's verdict. */
export interface Verdict {
  status: 'approved' | 'rejected';
  kind?: string;
}

/** Notes the verdict on an asset and emits `moderation`, whose `etag` is null as in the one body ever published. */
export function moderateAsset(environment: Environment, assetId: string, verdict: Verdict, apiKey: string): void {
  const asset = environment.library.byAssetId(assetId);
  if (!asset) throw new Error(`No asset ${assetId}`);
  const { behaviour } = environment.simulation;
  const now = environment.simulation.now();
  const kind = verdict.kind ?? 'manual';
  const others = asset.moderation.filter((moderation) => moderation.kind !== kind);
  asset.moderation = [...others, { kind, status: verdict.status, updatedAt: now }];
  asset.withdrawn = verdict.status === 'rejected' && behaviour.moderationWithdrawsOriginal;
  if (behaviour.moderationBumpsVersion) asset.version = Math.floor(now.getTime() / 1000);
  emitEvent(environment, {
    type: 'moderation',
    fields: {
      moderation_kind: kind,
      moderation_status: verdict.status,
      moderation_updated_at: isoSeconds(now),
      moderation_response: {},
      public_id: asset.publicId,
      uploaded_at: isoSeconds(asset.uploadedAt),
      version: asset.version,
      ...deliveryUrls(environment, asset),
      etag: null,
    },
    envelope: 'bare',
    apiKey,
  });
}
