import { unixSeconds } from '../library/instants.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { notificationSignature, signingKey } from './signature-headers.ts';

/** Destinations that are polled, as triggers name them: `poll://orders`, or `poll://*` for any caller that knows the batch. */
const POLL_URI = /^poll:\/\/(.+)$/s;

/** Whether notifications to this address wait until they are polled. */
export function isPollDestination(uri: string): boolean {
  return POLL_URI.test(uri);
}

/** Buffers a notification, signed at this moment as a webhook's would be (pycloudinary 1.46, cloudinary/api.py, `notifications`). */
export function bufferNotification(
  cloud: SimulatedCloud,
  uri: string,
  body: string,
  batchId: string | undefined,
): void {
  const { settings, random } = cloud;
  const timestamp = unixSeconds(cloud.now());
  const secret = signingKey(settings)?.apiSecret ?? '';
  cloud.polled.add(POLL_URI.exec(uri)?.[1] ?? '', {
    receipt_handle: random.hex(32),
    batch_id: batchId,
    payload: JSON.parse(body),
    signed_payload: Buffer.from(body).toString('base64url'),
    signature: notificationSignature(body, timestamp, secret, settings.signatureAlgorithm ?? 'sha1'),
    timestamp: String(timestamp),
  });
}
