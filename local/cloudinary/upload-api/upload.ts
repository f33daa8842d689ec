import { createHash } from 'node:crypto';
import { heldBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import type { Handler } from '../http/api-call.ts';
import { ApiError, ok } from '../http/reply.ts';
import { detailsIn } from '../library/asset-details.ts';
import { withoutExtension } from '../library/formats.ts';
import { refuseForbiddenPublicId } from '../library/public-id-rules.ts';
import { storeUpload } from '../library/revisions.ts';
import { notifyUpload } from '../notifications/upload-events.ts';
import { receivedFile } from './received-file.ts';
import { circumstancesOf, uploadAnswer } from './upload-answer.ts';
import { uploadIdentity } from './upload-identity.ts';

const DELIVERY_TYPES = ['upload', 'private', 'authenticated'];

/** An incoming transformation changes what is stored; which bytes come out is not simulated, only that they differ. */
function storedBytes(original: OriginalBytes, transformation: string | undefined): OriginalBytes {
  if (transformation === undefined) return original;
  const mark = createHash('sha256').update(transformation).digest();
  return heldBytes(...original.read(), mark);
}

/** `POST /:resource_type/upload` (https://cloudinary.com/documentation/image_upload_api_reference#upload). */
export const upload: Handler = (call) => {
  const { environment, params } = call;
  const { behaviour } = environment;
  const file = receivedFile(call);
  if (!file) return ok({ done: false });
  if (file.original.length === 0) throw new ApiError(400, 'Empty file');
  const identity = uploadIdentity(call, file);
  if (!behaviour.lenientPublicIds) refuseForbiddenPublicId(identity.public_id);
  if (!DELIVERY_TYPES.includes(identity.type)) throw new ApiError(400, `Invalid value for parameter type`);
  const details = detailsIn(params, behaviour.metadataFields);
  const present = environment.library.live(identity);
  const circumstances = circumstancesOf(call);
  if (present && params.flag('overwrite') === false) {
    if (behaviour.existingNotifies) notifyUpload(environment, present, { ...circumstances, existing: true });
    return ok({ ...uploadAnswer(call, present), existing: true });
  }
  const name = params.flag('discard_original_filename') ? undefined : file.name;
  const { asset, overwritten } = storeUpload(environment, {
    ...identity,
    original: storedBytes(file.original, params.filled('transformation')),
    details,
    original_filename: name && withoutExtension(name),
    backup: params.flag('backup'),
  });
  const moderation = params.filled('moderation');
  if (moderation) asset.moderation = [{ kind: moderation, status: 'pending', updatedAt: asset.uploaded_at }];
  notifyUpload(environment, asset, { ...circumstances, overwritten });
  return ok({ ...uploadAnswer(call, asset), ...(overwritten && { overwritten }) });
};
