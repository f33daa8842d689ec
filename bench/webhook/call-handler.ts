import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { functionEnvironmentOf } from '../bundles/function-environment.ts';

/**
 * Entry point: calls the deployed webhook handler many times, one call after the other, and sends the CPU time of each
 * call over IPC. SQS and SSM answer at once, without HTTP, so that only the function's own work counts, including its log
 * lines.
 */
const CALLS = Number(process.argv[2] ?? 2_000);
const WARM_UP_CALLS = 300;
const CLOUD = 'bench';
const SECRET = 'bench-secret';

let queued = 0;
SQSClient.prototype.send = async (command: object) => {
  const entries = command instanceof SendMessageBatchCommand ? (command.input.Entries ?? []) : [];
  queued += entries.length;
  return { Successful: entries.map(({ Id }) => ({ Id })) };
};
SSMClient.prototype.send = async () => ({ Parameter: { Value: `cloudinary://412233445566778:${SECRET}@${CLOUD}` } });
Object.assign(process.env, functionEnvironmentOf('webhook'));
const { handler } = await import('#functions/webhook/handler.ts');

// The handler reads it only for its log lines.
const context = { awsRequestId: 'bench', functionName: 'webhook', getRemainingTimeInMillis: () => 10_000 } as Context;
const cpuMs: number[] = [];
for (let call = 0; call < WARM_UP_CALLS + CALLS; call += 1) {
  const event = notificationEvent(call);
  const before = process.cpuUsage();
  const answer = await handler(event, context);
  const { user, system } = process.cpuUsage(before);
  if (answer.statusCode !== 200) throw new Error(`The handler answered ${answer.statusCode}: ${answer.body}`);
  if (call >= WARM_UP_CALLS) cpuMs.push((user + system) / 1000);
}
if (queued !== WARM_UP_CALLS + CALLS)
  throw new Error(`${queued} messages were queued instead of ${WARM_UP_CALLS + CALLS}`);
process.send?.(cpuMs);

/**
 * An upload notification as Cloudinary sends it and the HTTP API passes it on, signed now.
 *
 * Source: https://cloudinary.com/documentation/notifications, https://cloudinary.com/documentation/notification_signatures
 */
function notificationEvent(index: number): APIGatewayProxyEventV2 {
  const id = createHash('md5').update(`${index}`).digest('hex');
  const at = new Date();
  const now = at.toISOString();
  const timestamp = Math.floor(at.getTime() / 1000);
  const path = `res.cloudinary.com/${CLOUD}/image/upload/v1/catalog/shoes/trail%20runner%20${index}.jpg`;
  const body = JSON.stringify({
    notification_type: 'upload',
    timestamp: now,
    request_id: id,
    asset_id: id,
    public_id: `catalog/shoes/trail runner ${index}`,
    version: timestamp,
    version_id: id,
    width: 2400,
    height: 1600,
    format: 'jpg',
    resource_type: 'image',
    created_at: now,
    tags: ['autumn', 'shoes'],
    bytes: 734_003,
    type: 'upload',
    etag: id,
    placeholder: false,
    url: `http://${path}`,
    secure_url: `https://${path}`,
    asset_folder: 'Catalog/Shoes',
    display_name: `trail runner ${index}`,
    original_filename: 'IMG_2291',
    notification_context: { triggered_at: now, triggered_by: { source: 'api', id: '412233445566778' } },
    signature_key: '412233445566778',
  });
  const signature = createHash('sha1').update(`${body}${timestamp}${SECRET}`).digest('hex');
  return {
    version: '2.0',
    routeKey: 'POST /webhooks/{cloud+}',
    rawPath: `/webhooks/${CLOUD}`,
    rawQueryString: '',
    headers: {
      'content-type': 'application/json',
      'x-cld-timestamp': `${timestamp}`,
      'x-cld-signature': signature,
    },
    pathParameters: { cloud: CLOUD },
    requestContext: {
      accountId: '111111111111',
      apiId: 'bench',
      domainName: 'bench',
      domainPrefix: 'bench',
      http: { method: 'POST', path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'Cloudinary' },
      requestId: id,
      routeKey: 'POST /webhooks/{cloud+}',
      stage: '$default',
      time: now,
      timeEpoch: at.getTime(),
    },
    body,
    isBase64Encoded: false,
  };
}
