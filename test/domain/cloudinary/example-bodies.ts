/** Three assets, as bodies name them. */
export const shoes = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'catalog/shoes/trail runner+2',
  asset_id: 'a3c1f0b29d8e47569b1c0d2e3f4a5b6c',
};
export const prices = {
  resource_type: 'raw',
  type: 'upload',
  public_id: 'exports/pricing list.csv',
  asset_id: '0d4f6a8c1e2b3d5f7a9c0b1d2e3f4a5b',
};
export const hero = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'catalog/hero',
  asset_id: 'b7c8d9e0f1a2b3c4d5e6f708192a3b4c',
};
const { public_id: _, ...unnamedHero } = hero;

/** Who caused the event, and whose secret signed. */
function fromApi(triggered_at: string, signature_key = '401122334455667') {
  return {
    notification_context: { triggered_at, triggered_by: { source: 'api', id: '412233445566778' } },
    signature_key,
  };
}

function deliveryUrls(path: string) {
  const address = `res.cloudinary.com/acme-demo/${path}`;
  return { url: `http://${address}`, secure_url: `https://${address}` };
}

/**
 * Notification bodies with invented values, in the shapes that Cloudinary documents.
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
export const exampleBodies = {
  /** An image, uploaded. */
  uploadImage: {
    notification_type: 'upload',
    timestamp: '2026-11-20T09:15:32+00:00',
    request_id: '5f0c9d1e7a3b42c8b6d4e2f1a0918273',
    ...shoes,
    version: 1795166132,
    version_id: '7be4d1a09c3f48e2a5b6c7d8e9f00112',
    width: 2400,
    height: 1600,
    format: 'jpg',
    created_at: '2026-11-20T09:15:32Z',
    tags: ['autumn', 'shoes'],
    bytes: 734003,
    etag: '3c6e0b8a9c15224a8228b9a98ca1531d',
    placeholder: false,
    ...deliveryUrls('image/upload/v1795166132/catalog/shoes/trail%20runner%2B2.jpg'),
    asset_folder: 'Catalog/Shoes',
    display_name: 'trail runner+2',
    original_filename: 'IMG_2291',
    api_key: '412233445566778',
    ...fromApi('2026-11-20T09:15:32.418220Z', '412233445566778'),
  },
  /** A raw file that replaces another: no width, height or format. */
  uploadRaw: {
    notification_type: 'upload',
    timestamp: '2026-11-20T10:02:11+00:00',
    request_id: '90ab12cd34ef56ab78cd90ef12ab34cd',
    ...prices,
    version: 1795168931,
    version_id: 'c0ffee00c0ffee00c0ffee00c0ffee00',
    created_at: '2026-10-01T07:00:00Z',
    tags: [],
    bytes: 20453,
    etag: '9e107d9d372bb6826bd81d3542a419d6',
    placeholder: false,
    ...deliveryUrls('raw/upload/v1795168931/exports/pricing%20list.csv'),
    asset_folder: 'exports',
    display_name: 'pricing list.csv',
    overwritten: true,
    original_filename: 'pricing list',
    api_key: '412233445566778',
    ...fromApi('2026-11-20T10:02:11.003311Z'),
  },
  /** An authenticated video, signed by another key than uploaded it. */
  uploadVideo: {
    notification_type: 'upload',
    timestamp: '2026-11-20T11:40:05+00:00',
    request_id: '1122aabb3344ccdd5566eeff77889900',
    asset_id: 'f1e2d3c4b5a697887766554433221100',
    public_id: 'internal/town-hall',
    version: 1795174805,
    version_id: 'ab54a98ceb1f0ad2ab54a98ceb1f0ad2',
    width: 1920,
    height: 1080,
    format: 'mp4',
    resource_type: 'video',
    created_at: '2026-11-20T11:40:05Z',
    tags: [],
    pages: 0,
    bytes: 188234771,
    type: 'authenticated',
    etag: 'e4d909c290d0fb1ca068ffaddf22cbd0',
    placeholder: false,
    ...deliveryUrls('video/authenticated/s--Ab12Cd34--/v1795174805/internal/town-hall.mp4'),
    asset_folder: 'Internal',
    display_name: 'town-hall',
    audio: { codec: 'aac', frequency: 48000, channels: 2 },
    video: { codec: 'h264', pix_format: 'yuv420p', bit_rate: '4980000' },
    frame_rate: 25,
    bit_rate: 5120000,
    duration: 294.2,
    rotation: 0,
    nb_frames: 7355,
    original_filename: 'townhall_final',
    api_key: '412233445566778',
    ...fromApi('2026-11-20T11:40:05.777001Z'),
  },
  /** A bulk delete: two assets, no `timestamp`. */
  delete: {
    notification_type: 'delete',
    resources: [
      {
        ...shoes,
        version: 1795166132,
        asset_folder: 'Catalog/Shoes',
        display_name: 'trail runner+2',
      },
      {
        ...prices,
        version: 1795168931,
        asset_folder: 'exports',
        display_name: 'pricing list.csv',
      },
    ],
    ...fromApi('2026-11-20T12:00:00.120034Z'),
  },
  /** A delete as sent in 2021: no context, no folder. */
  legacyDelete: {
    notification_type: 'delete',
    resources: [
      {
        resource_type: 'image',
        type: 'upload',
        asset_id: 'eb00000000000000000000000000001a',
        public_id: 'old/logo',
        version: 1618505146,
      },
    ],
  },
  /** A rename: no version. */
  rename: {
    notification_type: 'rename',
    timestamp: '2026-11-20T12:30:44+00:00',
    request_id: 'aa11bb22cc33dd44ee55ff6600778899',
    ...unnamedHero,
    asset_folder: 'Catalog',
    display_name: 'hero',
    from_public_id: 'catalog/hero-draft',
    to_public_id: 'catalog/hero',
    ...fromApi('2026-11-20T12:30:43.991002Z'),
  },
  /** A move: `resources` is an object keyed by public_id. */
  move: {
    notification_type: 'move',
    source: 'api',
    resources: {
      'catalog/hero': {
        ...unnamedHero,
        from_asset_folder: 'Catalog',
        to_asset_folder: 'Catalog/Home',
        display_name: 'hero',
      },
    },
    ...fromApi('2026-11-20T12:41:10.000120Z'),
  },
  /** Changed tags: `resources` is an array. */
  tags: {
    notification_type: 'resource_tags_changed',
    source: 'api',
    resources: [
      {
        ...hero,
        added: ['homepage'],
        removed: ['draft'],
      },
    ],
    ...fromApi('2026-11-20T12:42:00.500000Z'),
  },
  /** Moderation: `etag` is null, resource_type and type are in the URL alone. */
  moderation: {
    notification_type: 'moderation',
    moderation_kind: 'google_video_moderation',
    moderation_status: 'rejected',
    moderation_updated_at: '2026-11-20T13:05:09Z',
    moderation_response: {
      moderation_confidence: 'POSSIBLE',
      frames: [{ pornography_likelihood: 'POSSIBLE', time_offset: 0.4 }],
    },
    public_id: 'ugc/clip-77',
    uploaded_at: '2026-11-20T13:00:02Z',
    version: 1795179602,
    ...deliveryUrls('video/upload/v1795179602/ugc/clip-77.mp4'),
    etag: null,
  },
};
