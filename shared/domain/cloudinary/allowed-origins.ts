/** Where bytes may come from: scheme, host and port are compared exactly. */
export interface AllowedOrigins {
  /** Cloudinary's API, `https://api.cloudinary.com` by default. */
  readonly apiOrigin: string;
  /** Further origins to which a download may be redirected. */
  readonly downloadOrigins: readonly string[];
}

const SHARED_HOSTS = ['res', 'res-1', 'res-2', 'res-3', 'res-4', 'res-5'].map(
  (name) => `https://${name}.cloudinary.com`,
);

/**
 * Whether a download may follow a redirect to this URL. On Cloudinary's shared hosts, the first segment of the path
 * must be the configured cloud.
 *
 * Source: https://cloudinary.com/documentation/advanced_url_delivery_options
 */
export function isAllowedUrl(url: URL, cloud: string, origins: AllowedOrigins): boolean {
  if (url.username !== '' || url.password !== '') return false;
  // Not `url.origin`: for `blob:https://host/…`, that is the origin of the inner URL.
  const origin = `${url.protocol}//${url.host}`;
  if ([origins.apiOrigin, ...origins.downloadOrigins].includes(origin)) return true;
  if (SHARED_HOSTS.includes(origin)) return url.pathname.startsWith(`/${cloud}/`);
  return origin === `https://${cloud.toLowerCase()}-res.cloudinary.com`;
}
