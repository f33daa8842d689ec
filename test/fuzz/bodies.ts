import { exampleBodies } from '../domain/cloudinary/example-bodies.ts';

const hero = { asset_id: 'b7c8d9e0f1a2b3c4d5e6f708192a3b4c', resource_type: 'image', type: 'upload' };
const prices = { asset_id: '0d4f6a8c1e2b3d5f7a9c0b1d2e3f4a5b', resource_type: 'raw', type: 'upload' };
const envelope = {
  notification_context: {
    triggered_at: '2026-11-20T12:42:00.500000Z',
    triggered_by: { source: 'api', id: '412233445566778' },
  },
  signature_key: '401122334455667',
};

/** A body that names two assets in an object keyed by public_id. */
function keyed(notification_type: string, change: object) {
  return {
    notification_type,
    resources: { 'catalog/hero': { ...hero, ...change }, 'exports/list.csv': { ...prices, ...change } },
    ...envelope,
  };
}

const { moderation_kind: _, ...unnamedKind } = exampleBodies.moderation;

/** A body for every notification type and container. */
export const BODIES: readonly object[] = [
  ...Object.values(exampleBodies),
  {
    ...exampleBodies.uploadImage,
    context: { custom: { alt: 'Hero' } },
    metadata: { sku: '1', sizes: ['s', 'm'] },
    access_control: [{ access_type: 'token' }],
    access_mode: 'authenticated',
    moderation: [{ kind: 'manual', status: 'pending' }],
    coordinates: { faces: [[1, 2, 3, 4]] },
  },
  keyed('resource_context_changed', { added: { alt: 'x' }, updated: {}, removed: ['caption'] }),
  keyed('resource_context_changed', { added: [{ name: 'alt', value: 'x' }], updated: [], removed: [{ name: 'b' }] }),
  keyed('resource_metadata_changed', { previous_metadata: {}, new_metadata: { sku: '2' } }),
  keyed('resource_display_name_changed', { previous_display_name: 'a', new_display_name: 'b' }),
  keyed('move', { to_asset_folder: 'x' }),
  {
    notification_type: 'access_control_changed',
    resources: [{ ...hero, public_id: 'catalog/hero', new_access_control: [{ access_type: 'token' }] }],
    ...envelope,
  },
  { notification_type: 'move_or_rename_asset_folder', from_path: 'a/b', to_path: 'c', status: 'ok', ...envelope },
  { notification_type: 'restore_asset_version', ...hero, public_id: 'catalog/hero', ...envelope },
  { notification_type: 'info', asset_id: hero.asset_id, info: { ocr: {} }, ...envelope },
  { notification_type: 'delete_by_token', resources: [{ ...hero, public_id: 'catalog/hero' }], ...envelope },
  keyed('generate_archive', {}),
  {
    notification_type: 'eager',
    asset_id: hero.asset_id,
    public_id: 'catalog/hero',
    eager: [{ width: 1 }],
    ...envelope,
  },
  {
    notification_type: 'related_assets',
    action_type: 'relate',
    asset_id: hero.asset_id,
    total_success: 1,
    ...envelope,
  },
  { ...unnamedKind, notification_type: 'moderation_summary' },
  { notification_type: 'upload', error: { message: 'Invalid image file' }, batch_id: 'b', ...envelope },
  { notification_type: 'upload', status: 'pending', batch_id: 'b', ...envelope },
  { notification_type: 'a type of tomorrow', ...hero, ...envelope },
];
