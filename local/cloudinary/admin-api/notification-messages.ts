import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok } from '../http/reply.ts';

const MOST_ACKNOWLEDGED = 100;

function inRange({ params }: ApiCall, name: string, [least, most, standard]: [number, number, number]): number {
  const value = Number(params.filled(name) ?? standard);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ApiError(400, `Invalid value for parameter ${name}. Must be between ${least} and ${most}`);
}

/** `GET /v2/notifications/:cloud/messages`: claims what has arrived for a channel or a batch (pycloudinary 1.46, cloudinary/api.py). */
export const claimMessages = endpoint(
  ['channel', 'batch_id', 'max_messages', 'wait_seconds', 'visibility_timeout'],
  async (call) => {
    const { cloud, params } = call;
    const channel = params.filled('channel');
    const batchId = params.filled('batch_id');
    if ((channel === undefined) === (batchId === undefined)) {
      throw new ApiError(400, "Supply exactly one of 'channel' or 'batch_id'");
    }
    const address = channel === undefined ? { batchId: batchId ?? '' } : { channel };
    const limits = {
      max: inRange(call, 'max_messages', [1, 100, 10]),
      waitMs: inRange(call, 'wait_seconds', [0, 60, 20]) * 1000,
      hideMs: inRange(call, 'visibility_timeout', [1, 600, 30]) * 1000,
    };
    const messages = await cloud.polled.claim(address, limits, cloud.now);
    return ok(messages.length === 0 ? {} : { messages });
  },
);

/** `POST /v2/notifications/:cloud/messages/ack`: acknowledged messages do not come again. */
export const acknowledgeMessages = endpoint(['receipt_handles'], ({ cloud, params }) => {
  const handles = params.list('receipt_handles');
  if (handles.length === 0 || handles.length > MOST_ACKNOWLEDGED) {
    throw new ApiError(400, `receipt_handles must name 1 to ${MOST_ACKNOWLEDGED} messages`);
  }
  const results = handles.map((receipt_handle) => {
    return { receipt_handle, status: cloud.polled.acknowledge(receipt_handle) ? 'acked' : 'not_found' };
  });
  return ok({ results });
});
