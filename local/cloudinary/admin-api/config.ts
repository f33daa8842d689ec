import { endpoint } from '../http/endpoint.ts';
import { ok } from '../http/reply.ts';

/**
 * `GET /config`: the name of the cloud and, with `settings`, its folder mode
 * (https://cloudinary.com/documentation/admin_api#config). A simulated cloud has existed since the first day of 2020.
 */
export const config = endpoint(['settings'], ({ cloud, params }) => {
  const settings = { folder_mode: cloud.settings.folderMode ?? 'dynamic' };
  return ok({
    cloud_name: cloud.settings.cloudName,
    created_at: '2020-01-01T00:00:00Z',
    ...(params.flag('settings') === true && { settings }),
  });
});
