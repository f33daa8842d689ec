/** The event types without which no backup is complete. */
export const REQUIRED_TYPES: readonly string[] = ['upload', 'delete', 'rename'];

/** The event types that the webhook subscribes to. */
export const EVENT_TYPES: readonly string[] = [
  ...REQUIRED_TYPES,
  'delete_by_token',
  'restore_asset_version',
  'generate_archive',
  'info',
  'moderation',
  'moderation_summary',
  'related_assets',
  'move',
  'move_or_rename_asset_folder',
  'resource_tags_changed',
  'resource_context_changed',
  'resource_metadata_changed',
  'resource_display_name_changed',
  'access_control_changed',
];
