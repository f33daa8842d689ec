/** A valid notification of an upload, before it is signed. */
export const UPLOAD_NOTIFICATION = {
  notification_type: 'upload',
  asset_id: 'a'.repeat(32),
  resource_type: 'image',
  type: 'upload',
  public_id: 'photo',
  version: 1795166132,
  version_id: 'b'.repeat(32),
  bytes: 1000,
  etag: 'c'.repeat(32),
  format: 'jpg',
};
