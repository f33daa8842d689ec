import { createHash } from 'node:crypto';
import { heldBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok } from '../http/reply.ts';
import { detailsIn } from '../library/asset-details.ts';
import { extensionOf } from '../library/formats.ts';
import { refuseForbiddenPublicId } from '../library/public-id-rules.ts';
import { storeUpload } from '../library/store-upload.ts';
import { notifyUpload } from '../notifications/upload-events.ts';
import { receivedFile } from './received-file.ts';
import { uploadAnswer } from './upload-answer.ts';
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
  const { environment, params, simulation } = call;
  const file = receivedFile(call);
  if (!file) return ok({ done: false });
  if (file.original.length === 0) throw new ApiError(400, 'Empty file');
  const identity = uploadIdentity(call.captured[0] ?? 'image', params, file, simulation.random);
  if (!simulation.behaviour.lenientPublicIds) refuseForbiddenPublicId(identity.publicId);
  if (!DELIVERY_TYPES.includes(identity.type)) throw new ApiError(400, `Invalid value for parameter type`);
  const details = detailsIn(params, simulation.behaviour.metadataFields);
  const existing = environment.library.live(identity.resourceType, identity.type, identity.publicId);
  const circumstances = circumstancesOf(call);
  if (existing && params.flag('overwrite') === false) {
    if (simulation.behaviour.existingNotifies) {
      notifyUpload(environment, existing, { ...circumstances, existing: true });
    }
    return ok({ ...uploadAnswer(call, existing), existing: true });
  }
  const keepsName = file.name !== undefined && !params.flag('discard_original_filename');
  const { asset, overwritten } = storeUpload(environment, {
    ...identity,
    original: storedBytes(file.original, params.filled('transformation')),
    details,
    originalFilename: keepsName && file.name !== undefined ? withoutExtension(file.name) : undefined,
    backup: params.flag('backup'),
  });
  if (params.filled('moderation')) {
    asset.moderation = [{ kind: params.get('moderation') ?? '', status: 'pending', updatedAt: asset.uploadedAt }];
  }
  notifyUpload(environment, asset, { ...circumstances, overwritten });
  return ok({ ...uploadAnswer(call, asset), ...(overwritten ? { overwritten: true } : {}) });
};

function withoutExtension(name: string): string {
  const extension = extensionOf(name);
  return extension === undefined ? name : name.slice(0, -extension.length - 1);
}

function circumstancesOf(call: ApiCall) {
  return {
    apiKey: call.apiKey,
    notificationUrl: call.params.filled('notification_url'),
    carried: { context: call.params.has('context'), metadata: call.params.has('metadata') },
  };
}
