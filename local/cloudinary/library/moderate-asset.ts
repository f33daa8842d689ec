import { emitEvent } from '../notifications/emit-event.ts';
import type { ProductEnvironment } from '../simulation.ts';
import type { Asset } from './asset.ts';
import { deliveryUrls } from './delivery-url.ts';
import { isoSeconds, unixSeconds } from './instants.ts';

/** A moderator's verdict. */
export interface Verdict {
  status: 'approved' | 'rejected';
  kind?: string;
}

/** Notes the verdict on an asset and emits `moderation`, whose `etag` is null as in the one body ever published. */
export function moderateAsset(
  environment: ProductEnvironment,
  asset: Asset,
  { status, kind = 'manual' }: Verdict,
  apiKey: string,
): void {
  const { behaviour } = environment;
  const now = environment.now();
  const others = asset.moderation.filter((moderation) => moderation.kind !== kind);
  asset.moderation = [...others, { kind, status, updatedAt: now }];
  asset.withdrawn = status === 'rejected' && behaviour.moderationWithdrawsOriginal;
  if (behaviour.moderationBumpsVersion) asset.version = unixSeconds(now);
  emitEvent(environment, {
    type: 'moderation',
    fields: {
      moderation_kind: kind,
      moderation_status: status,
      moderation_updated_at: isoSeconds(now),
      moderation_response: {},
      public_id: asset.public_id,
      uploaded_at: isoSeconds(asset.uploaded_at),
      version: asset.version,
      ...deliveryUrls(environment, asset),
      etag: null,
    },
    envelope: 'bare',
    apiKey,
  });
}
