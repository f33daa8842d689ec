import type { Handler } from '../http/api-call.ts';
import { ok } from '../http/reply.ts';

/** `GET /ping`. */
export const ping: Handler = () => ok({ status: 'ok' });

/**
 * `GET /usage`: what the environment holds and has served, and the caps of a free plan
 * (https://cloudinary.com/documentation/admin_api#usage). `resources` counts originals, `objects` derived assets too.
 */
export const usage: Handler = ({ environment }) => {
  const { bandwidth, requests } = environment;
  const assets = environment.library.all();
  return ok({
    plan: 'Free',
    last_updated: environment.now().toISOString().slice(0, 10),
    transformations: { usage: 0, credits_usage: 0 },
    objects: { usage: assets.length },
    bandwidth: { ...bandwidth, used_percent: Math.round((bandwidth.usage / bandwidth.limit) * 10_000) / 100 },
    resources: assets.length,
    derived_resources: 0,
    requests: requests.length,
    storage: { usage: assets.reduce((sum, asset) => sum + asset.original.length, 0) },
    media_limits: {
      image_max_size_bytes: 10485760,
      video_max_size_bytes: 104857600,
      raw_max_size_bytes: 10485760,
      image_max_px: 25000000,
      asset_max_total_px: 50000000,
    },
  });
};
