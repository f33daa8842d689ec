import { ApiError } from '../http/reply.ts';

/**
 * Refuses a public_id that Cloudinary's rules forbid
 * (https://cloudinary.com/documentation/upload_parameters, "public_id").
 */
export function refuseForbiddenPublicId(publicId: string): void {
  const last = publicId.slice(publicId.lastIndexOf('/') + 1);
  const forbidden =
    /[?&#\\%<>]/.test(publicId) ||
    /^[ /]|[ /]$/.test(publicId) ||
    publicId === '' ||
    last.length > 255 ||
    publicId.split('/').some((element) => /^v\d+$/.test(element) || element === 'images' || element === 'videos');
  if (forbidden) throw new ApiError(400, `public_id (${publicId}) is invalid`);
}
