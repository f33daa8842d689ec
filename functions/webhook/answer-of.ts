import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorCodeOf } from '../../shared/domain/errors.ts';
import type { Answer, Delivery } from '../../shared/usecases/webhook/receive-notification.ts';

const response = (statusCode: number, body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The answer to Cloudinary, and a line in the log. Names and reasons only: no body, no header, no secret. */
export const answerOf = (answer: Answer, { cloud, requestId }: Delivery, logger: Logger) => {
  const { status, ...body } = answer;
  const line = { cloud, requestId, status, ...body };
  if (answer.verdict === 'queued' || answer.verdict === 'ignored') logger.info('notification taken', line);
  else logger.warn('notification not taken as it should be', line);
  return response(status, body);
};

/** The notification is not safe: 5xx has Cloudinary send it again. */
export const failureAnswer = (error: unknown, { cloud, requestId }: Delivery, logger: Logger) => {
  const code = errorCodeOf(error);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  logger.error('notification not taken; Cloudinary will send it again', { cloud, requestId, code, reason });
  return response(code === 'credentials-unavailable' ? 503 : 500, { verdict: 'failed', reason: code });
};
