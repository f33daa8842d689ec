import { createHash } from 'node:crypto';
import { heldBytes, joinedBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import type { ApiCall } from '../http/api-call.ts';
import { endpoint, refuseOthers } from '../http/endpoint.ts';
import type { Params } from '../http/params.ts';
import { ApiError, ok } from '../http/reply.ts';
import { type AssetDetails, DETAIL_NAMES, detailsIn } from '../library/asset-details.ts';
import { withoutExtension } from '../library/formats.ts';
import { refuseUnstorable, storeUpload } from '../library/revisions.ts';
import { notifyUpload } from '../notifications/upload-events.ts';
import { recordUse } from '../product-environment/transformations.ts';
import { inBackground } from './in-background.ts';
import { type ReceivedFile, receivedFile } from './received-file.ts';
import { circumstancesOf, uploadAnswer } from './upload-answer.ts';
import { uploadIdentity } from './upload-identity.ts';
import { withPreset } from './with-preset.ts';

const PARAMETERS = [
  ...DETAIL_NAMES,
  'allowed_formats',
  'async',
  'backup',
  'discard_original_filename',
  'eager',
  'faces',
  'file',
  'filename_override',
  'folder',
  'format',
  'invalidate',
  'moderation',
  'overwrite',
  'public_id',
  'public_id_prefix',
  'resource_type',
  'transformation',
  'type',
  'unique_filename',
  'upload_preset',
  'use_asset_folder_as_public_id_prefix',
  'use_filename',
  'use_filename_as_display_name',
];

const DELIVERY_TYPES = ['upload', 'private', 'authenticated'];

/** An incoming transformation changes what is stored. Only that the bytes differ is simulated, not how. */
async function storedBytes(original: OriginalBytes, transformation: string | undefined): Promise<OriginalBytes> {
  if (transformation === undefined) return original;
  const mark = createHash('sha256').update(transformation).digest();
  return await joinedBytes([original, heldBytes(mark)]);
}

/** The display name that the file's own name gives, if the call asks for that. */
function nameFromFile(params: Params, { name }: ReceivedFile): AssetDetails {
  if (name === undefined || params.flag('use_filename_as_display_name') !== true) return {};
  return { display_name: withoutExtension(name) };
}

/** Stores a file that has arrived as the call wants it, and gives the answer. */
async function storeFile(call: ApiCall, file: ReceivedFile): Promise<Record<string, unknown>> {
  const { cloud, params } = call;
  const { behaviour } = cloud;
  const original = await storedBytes(file.original, params.filled('transformation'));
  const identity = uploadIdentity(call, file);
  refuseUnstorable(cloud, identity, file.original);
  // The Go SDK names it here while its path says `auto`.
  if (![identity.resource_type, 'auto'].includes(params.filled('resource_type') ?? 'auto')) {
    throw new ApiError(400, 'Not simulated: a resource_type unlike that of the path or the file');
  }
  if (!DELIVERY_TYPES.includes(identity.type)) throw new ApiError(400, `Invalid value for parameter type`);
  const moderation = params.filled('moderation');
  if (!['manual', undefined].includes(moderation)) throw new ApiError(400, `Not simulated: moderation ${moderation}`);
  const details = detailsIn(params, behaviour.metadataFields);
  const present = cloud.library.live(identity);
  const circumstances = circumstancesOf(call);
  const keepsPresent = params.flag('overwrite') === false;
  if (present && keepsPresent) {
    // Nothing else would say that the work of an `async` call is done.
    if (behaviour.existingNotifies || call.batchId) notifyUpload(cloud, present, { ...circumstances, existing: true });
    return { ...uploadAnswer(call, present), existing: true };
  }
  const name = params.flag('discard_original_filename') ? undefined : file.name;
  const { asset, overwritten } = storeUpload(cloud, {
    ...identity,
    original,
    details: { ...nameFromFile(params, file), ...details },
    original_filename: name && withoutExtension(name),
    backup: params.flag('backup'),
  });
  if (moderation) asset.moderation = [{ kind: moderation, status: 'pending', updatedAt: asset.uploaded_at }];
  recordUse(cloud.productEnvironment.transformations, params.get('transformation'));
  recordUse(cloud.productEnvironment.transformations, params.get('eager'));
  notifyUpload(cloud, asset, { ...circumstances, overwritten });
  return { ...uploadAnswer(call, asset), ...(overwritten && { overwritten }) };
}

/**
 * `POST /:resource_type/upload`, with a signature or by an unsigned preset
 * (https://cloudinary.com/documentation/image_upload_api_reference#upload).
 */
export const upload = endpoint(
  PARAMETERS,
  async (given) => {
    const call = withPreset(given);
    // What a preset sets is as little simulated as what a call says.
    refuseOthers(call.params, PARAMETERS);
    const file = receivedFile(call);
    if (!file) return ok({ done: false });
    return await inBackground(call, async (started) => await storeFile(started, await file()));
  },
  { takesUnsigned: true },
);
