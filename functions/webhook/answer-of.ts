import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorCodeOf } from '../../shared/domain/errors.ts';
import type { Answer, Delivery } from '../../shared/usecases/webhook/receive-notification.ts';
import { metricsLine, publishMetrics } from '../metrics.ts';
import { publicationOf } from './publication-of.ts';

function response(statusCode: number, body: object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** The answer to Cloudinary, and one line in the log, which is counted too. */
export function answerOf(answer: Answer, delivery: Delivery, logger: Logger): APIGatewayProxyStructuredResultV2 {
  const { status, ...body } = answer;
  const publication = publicationOf(answer, delivery);
  if (answer.verdict === 'queued' || answer.verdict === 'ignored') publishMetrics(publication);
  else logger.warn('notification not taken as it should be', metricsLine(publication));
  return response(status, body);
}

/** The notification is not safe: 5xx has Cloudinary send it again. */
export function failureAnswer(
  error: unknown,
  // Configured: nothing fails before that is looked at.
  { cloud, requestId }: Delivery,
  logger: Logger,
): APIGatewayProxyStructuredResultV2 {
  const code = errorCodeOf(error);
  const explanation = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  logger.error(
    'notification not taken; Cloudinary will send it again',
    metricsLine({
      dimensions: { cloud, verdict: 'failed' },
      values: { Notifications: 1 },
      metadata: { requestId, code, explanation },
    }),
  );
  return response(code === 'credentials-unavailable' ? 503 : 500, { verdict: 'failed', reason: code });
}
