import type { Handler } from '../http/api-call.ts';
import { ok } from '../http/reply.ts';

/** `GET /ping`. */
export const ping: Handler = () => ok({ status: 'ok' });

/** `GET /usage`: what the environment holds, and the caps of a free plan. */
export const usage: Handler = (call) => {
  const assets = call.environment.library.all();
  return ok({
    plan: 'Free',
    last_updated: call.simulation.now().toISOString().slice(0, 10),
    objects: { usage: assets.length },
    resources: assets.length,
    derived_resources: 0,
    requests: call.environment.requests.length,
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
