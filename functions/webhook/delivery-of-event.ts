import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Delivery } from '../../shared/usecases/webhook/receive-notification.ts';

/**
 * The delivery in an event of the HTTP API, its body as the exact bytes that were signed.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function deliveryOfEvent(event: APIGatewayProxyEventV2): Delivery {
  const { body = '', isBase64Encoded, headers, pathParameters, requestContext } = event;
  return {
    cloud: pathParameters?.['cloud'] ?? '',
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    // The HTTP API gives header names in lower case.
    timestamp: headers['x-cld-timestamp'],
    signature: headers['x-cld-signature'],
    signatureV2: headers['x-cld-signature_v2'],
    requestId: requestContext.requestId,
  };
}
