/**
 * An asset, or a moved folder, that a body names; one message must name all of this. In addition to the identity, it has
 * everything that must not be lost.
 */
export type Named = Readonly<Record<string, unknown>>;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** URLs resolve segments of dots, so they name nothing. */
function isDots(value: unknown): boolean {
  return value === '.' || value === '..';
}

function isAssetId(value: unknown): value is string {
  return isId(value) && !isDots(value);
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) && !isDots(value);
}

function identityOf({ resource_type, type, public_id }: Json, asset_id: unknown): Named | undefined {
  return isWord(resource_type) && isWord(type) && isId(public_id) && public_id.isWellFormed()
    ? { resource_type, type, public_id, ...(isAssetId(asset_id) && { asset_id }) }
    : undefined;
}

function membersOf(resources: unknown): readonly Json[] {
  if (Array.isArray(resources)) return resources.filter(isObject);
  if (!isObject(resources)) return [];
  return Object.entries(resources).flatMap(([public_id, value]) => (isObject(value) ? [{ ...value, public_id }] : []));
}

function hinted(json: Json): readonly Named[] {
  const named = identityOf(json, json['asset_id']);
  if (named !== undefined) return [named];
  return isAssetId(json['asset_id']) ? [{ asset_id: json['asset_id'] }] : [];
}

function inUrl(body: Json): Json {
  const url = typeof body['secure_url'] === 'string' ? body['secure_url'] : body['url'];
  const match = /^https?:\/\/[\w.-]+\/(?:[\w-]+\/)?(image|video|raw)\/(upload|private|authenticated)\//.exec(
    typeof url === 'string' ? url : '',
  );
  const [, resource_type, type] = match ?? [];
  return {
    public_id: body['public_id'],
    resource_type: isWord(body['resource_type']) ? body['resource_type'] : resource_type,
    type: isWord(body['type']) ? body['type'] : type,
  };
}

const CHANGES = [
  'delete',
  'move',
  'resource_tags_changed',
  'resource_context_changed',
  'resource_metadata_changed',
  'resource_display_name_changed',
  'access_control_changed',
];
const REREADS = ['restore_asset_version', 'info', 'generate_archive', 'delete_by_token', 'related_assets'];

/**
 * Everything in a body that must not be lost, read independently of the webhook. Empty for bodies that need no backup:
 * types that make no revision, placeholders, uploads that stored nothing, pending moderation.
 *
 * An invalid body (not JSON, no notification type, a required field missing) names nothing here: it must be kept as it
 * is.
 */
export function namedAssets(body: unknown): readonly Named[] {
  if (!isObject(body)) return [];
  const type = body['notification_type'];
  const { asset_id } = body;
  if (type === 'upload') {
    const named = identityOf(body, asset_id);
    const stored = body['placeholder'] !== true && body['existing'] !== true;
    return named === undefined || !stored ? [] : [named];
  }
  if (type === 'rename') {
    const named = identityOf({ ...body, public_id: body['from_public_id'] }, asset_id);
    return named === undefined ? [] : [{ ...named, to_public_id: body['to_public_id'] }];
  }
  if (type === 'move_or_rename_asset_folder') return [{ from_path: body['from_path'], to_path: body['to_path'] }];
  if (type === 'moderation' || type === 'moderation_summary') {
    const named = identityOf(inUrl(body), asset_id);
    return named === undefined || body['moderation_status'] === 'pending' ? [] : [named];
  }
  if (CHANGES.includes(String(type))) {
    return membersOf(body['resources'])
      .map((member) => identityOf(member, member['asset_id']))
      .filter((named) => named !== undefined);
  }
  if (REREADS.includes(String(type))) return [...hinted(body), ...membersOf(body['resources']).flatMap(hinted)];
  return [];
}

/** Whether a body is the answer to a call that stored or changed nothing. */
function isAnswer({ version, error, status }: Json): boolean {
  return version === undefined && (isObject(error) || status === 'pending');
}

/** Whether it is right to ignore a body: it is valid and names nothing. */
export function mayBeIgnored(body: unknown): boolean {
  if (!isObject(body) || !isId(body['notification_type'])) return false;
  if (isAnswer(body)) return true;
  const type = body['notification_type'];
  if (type === 'upload') return body['placeholder'] === true || body['existing'] === true;
  if (type === 'rename' || type === 'move_or_rename_asset_folder') return false;
  if (CHANGES.includes(type)) {
    const { resources } = body;
    return typeof resources === 'object' && resources !== null && Object.keys(resources).length === 0;
  }
  return namedAssets(body).length === 0;
}
