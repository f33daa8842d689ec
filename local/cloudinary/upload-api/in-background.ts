import type { ApiCall } from '../http/api-call.ts';
import { ok, type Reply } from '../http/reply.ts';
import { notifyFailedUpload } from '../notifications/upload-events.ts';

/**
 * Does the work of a call and answers with it; an `async` call is answered at once, and its work is done later. Whatever
 * ends that is only notified (https://cloudinary.com/documentation/upload_parameters, "async").
 */
export async function inBackground(
  call: ApiCall,
  work: (call: ApiCall) => Promise<Record<string, unknown>>,
): Promise<Reply> {
  const { cloud, params, path, cause } = call;
  if (params.flag('async') !== true) return ok(await work(call));
  const batchId = cloud.random.hex(64);
  cloud.sender.sendLater(cloud.behaviour.asyncLagMs, async () => {
    try {
      await work({ ...call, batchId });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifyFailedUpload(cloud, message, { ...cause, batchId });
    }
  });
  const resourceType = path.resource_type || path.resource_type_or_auto;
  return ok({
    status: 'pending',
    // With `auto`, the file has yet to decide.
    resource_type: resourceType === 'auto' ? undefined : resourceType,
    type: params.filled('type') ?? 'upload',
    public_id: params.filled('public_id'),
    batch_id: batchId,
  });
}
