import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { sqsClient, ssmClient } from '#shared/adapters/aws/function-clients.ts';
import { sqsQueues } from '#shared/adapters/aws/sqs-queues.ts';
import { readSsmCredentials } from '#shared/adapters/aws/ssm-credentials.ts';
import { withoutOuterSlashes } from '#shared/domain/text/without-outer-slashes.ts';
import { bodiesSetAside } from '#shared/usecases/webhook/bodies-set-aside.ts';
import { credentialCache } from '#shared/usecases/webhook/credential-cache.ts';
import { type Delivery, receiveNotification } from '#shared/usecases/webhook/receive-notification.ts';
import { answerOf, failureAnswer } from './answer-of.ts';
import { webhookEnvironment } from './environment.ts';

/**
 * The delivery in an event of the HTTP API, its body as the exact bytes that were signed.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
function deliveryOfEvent(event: APIGatewayProxyEventV2): Delivery {
  const { body = '', isBase64Encoded, headers, pathParameters, requestContext } = event;
  return {
    // A URL that was entered by hand may end with a slash.
    cloud: withoutOuterSlashes(pathParameters?.['cloud'] ?? ''),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    // The HTTP API gives header names in lower case.
    timestamp: headers['x-cld-timestamp'],
    signature: headers['x-cld-signature'],
    signatureV2: headers['x-cld-signature_v2'],
    requestId: requestContext.requestId,
  };
}

const environment = webhookEnvironment();
const logger = new Logger({ serviceName: 'webhook' });
const ssm = ssmClient();
const credentials = new Map(
  Object.entries(environment.CLOUDS).map(([cloud, { credentialsParameter: name }]) => [
    cloud,
    credentialCache(() => readSsmCredentials(ssm, { name, cloud }), Date.now),
  ]),
);
const queues = sqsQueues(sqsClient(), {
  live: environment.LIVE_QUEUE_URL,
  large: environment.LARGE_QUEUE_URL,
  'set-aside': environment.SET_ASIDE_QUEUE_URL,
});

const setAsideBefore = bodiesSetAside();

/** `POST /webhooks/{cloud+}`: receives Cloudinary's notifications. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().handler(async (event) => {
  const delivery = deliveryOfEvent(event);
  try {
    const answer = await receiveNotification(delivery, {
      credentialsOf: (cloud) => credentials.get(cloud),
      send: (queue, bodies) => queues.send(queue, bodies),
      setAsideBefore,
      now: () => new Date(),
    });
    return answerOf(answer, delivery, logger);
  } catch (error) {
    return failureAnswer(error, delivery, logger);
  }
});
