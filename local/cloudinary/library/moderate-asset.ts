import { type Cause, emitEvent } from '../notifications/emit-event.ts';
import type { SimulatedCloud } from '../simulation.ts';
import type { Asset } from './asset.ts';
import { deliveryUrls } from './delivery-url.ts';
import { isoSeconds, unixSeconds } from './instants.ts';

/** A moderator's decision. */
export interface ModeratorDecision {
  status: 'approved' | 'rejected';
  kind?: string;
}

/** Records the decision on an asset and emits `moderation`, whose `etag` is null as in the one body ever published. */
export function moderateAsset(
  cloud: SimulatedCloud,
  asset: Asset,
  { status, kind = 'manual' }: ModeratorDecision,
  apiKey: Cause['apiKey'],
): void {
  const { behaviour } = cloud;
  const now = cloud.now();
  const others = asset.moderation.filter((moderation) => moderation.kind !== kind);
  asset.moderation = [...others, { kind, status, updatedAt: now }];
  asset.withdrawn = status === 'rejected' && behaviour.moderationWithdrawsOriginal;
  if (behaviour.moderationBumpsVersion) asset.version = unixSeconds(now);
  emitEvent(cloud, {
    type: 'moderation',
    fields: {
      moderation_kind: kind,
      moderation_status: status,
      moderation_updated_at: isoSeconds(now),
      moderation_response: {},
      public_id: asset.public_id,
      uploaded_at: isoSeconds(asset.uploaded_at),
      version: asset.version,
      ...deliveryUrls(cloud, asset),
      etag: null,
    },
    envelope: 'bare',
    apiKey,
  });
}
