import { endpoint } from '../http/endpoint.ts';
import { ok } from '../http/reply.ts';
import { sizeLimits } from '../library/size-limits.ts';

/** `GET /ping`. */
export const ping = endpoint([], () => ok({ status: 'ok' }));

/**
 * `GET /usage`: what the cloud holds and has served, and the caps of a free plan
 * (https://cloudinary.com/documentation/admin_api#usage). `resources` counts originals, `objects` derived assets too.
 * The usage of one day has no limit; the simulation keeps no days, and answers with the present figures.
 */
export const usage = endpoint([], ({ cloud, path }) => {
  const { bandwidth, requests } = cloud;
  const used_percent = Math.round((bandwidth.usage / bandwidth.limit) * 10_000) / 100;
  const assets = cloud.library.all();
  const limits = sizeLimits(cloud);
  return ok({
    plan: 'Free',
    last_updated: cloud.now().toISOString().slice(0, 10),
    transformations: { usage: 0, credits_usage: 0 },
    objects: { usage: assets.length },
    bandwidth: path.date === '' ? { ...bandwidth, used_percent } : { usage: bandwidth.usage },
    resources: assets.length,
    derived_resources: 0,
    requests: requests.length,
    storage: { usage: assets.reduce((sum, asset) => sum + asset.original.length, 0) },
    media_limits: {
      image_max_size_bytes: limits.image,
      video_max_size_bytes: limits.video,
      raw_max_size_bytes: limits.raw,
      image_max_px: 25000000,
      asset_max_total_px: 50000000,
    },
  });
});
