import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * An upload notification as Cloudinary sends it and the HTTP API hands it over, signed at this moment.
 *
 * Source: https://cloudinary.com/documentation/notifications, https://cloudinary.com/documentation/notification_signatures
 */
export function notificationEvent(index: number, cloud: string, secret: string): APIGatewayProxyEventV2 {
  const id = createHash('md5').update(`${index}`).digest('hex');
  const now = new Date();
  const body = JSON.stringify({
    notification_type: 'upload',
    timestamp: now.toISOString(),
    request_id: id,
    asset_id: id,
    public_id: `catalog/shoes/trail runner ${index}`,
    version: Math.floor(now.getTime() / 1000),
    version_id: id,
    width: 2400,
    height: 1600,
    format: 'jpg',
    resource_type: 'image',
    created_at: now.toISOString(),
    tags: ['autumn', 'shoes'],
    bytes: 734_003,
    type: 'upload',
    etag: id,
    placeholder: false,
    url: `http://res.cloudinary.com/${cloud}/image/upload/v1/catalog/shoes/trail%20runner%20${index}.jpg`,
    secure_url: `https://res.cloudinary.com/${cloud}/image/upload/v1/catalog/shoes/trail%20runner%20${index}.jpg`,
    asset_folder: 'Catalog/Shoes',
    display_name: `trail runner ${index}`,
    original_filename: 'IMG_2291',
    notification_context: { triggered_at: now.toISOString(), triggered_by: { source: 'api', id: '412233445566778' } },
    signature_key: '412233445566778',
  });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHash('sha1').update(`${body}${timestamp}${secret}`).digest('hex');
  return {
    version: '2.0',
    routeKey: 'POST /webhooks/{cloud}',
    rawPath: `/webhooks/${cloud}`,
    rawQueryString: '',
    headers: { 'content-type': 'application/json', 'x-cld-timestamp': timestamp, 'x-cld-signature': signature },
    pathParameters: { cloud },
    requestContext: {
      accountId: '111111111111',
      apiId: 'bench',
      domainName: 'bench',
      domainPrefix: 'bench',
      http: { method: 'POST', path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'Cloudinary' },
      requestId: id,
      routeKey: 'POST /webhooks/{cloud}',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    body,
    isBase64Encoded: false,
  };
}
