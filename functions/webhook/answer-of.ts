import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { claimedSignatureKey } from '#shared/domain/cloudinary/signature.ts';
import { errorCodeOf } from '#shared/domain/errors.ts';
import { refusalReason, UNKNOWN_CLOUD } from '#shared/domain/metrics.ts';
import { ACCEPTED_VERDICTS, type Answer, type Delivery } from '#shared/usecases/webhook/receive-notification.ts';
import { metricsLine, type Publication, publishMetrics } from '../metrics.ts';

/** How many letters of a cloud's name an unknown caller can write into the log. */
const LONGEST_NAME = 100;

const ACCEPTED: ReadonlySet<string> = new Set(ACCEPTED_VERDICTS);

/**
 * What is counted and logged for an answered delivery. Names and reasons only: no body, no header, no secret. A cloud that
 * is not configured is logged, but does not become the value of a dimension.
 */
function publicationOf(answer: Answer, { cloud, body, requestId }: Delivery): Publication {
  // `reason` is a dimension of refusals, so the text has another name.
  const { reason: explanation, ...facts } = answer;
  const metadata = { requestId, ...facts, explanation };
  const { verdict, rejection } = answer;
  if (ACCEPTED.has(verdict)) {
    return { dimensions: { cloud, verdict }, values: { Notifications: 1 }, metadata };
  }
  const isUnknown = verdict === 'unknown-cloud';
  return {
    dimensions: { cloud: isUnknown ? UNKNOWN_CLOUD : cloud, reason: refusalReason(rejection) },
    values: { SignatureRejections: 1 },
    metadata: {
      ...metadata,
      ...(isUnknown && { calledCloud: cloud.slice(0, LONGEST_NAME) }),
      ...(rejection === 'mismatch' && { signature_key: claimedSignatureKey(body) }),
    },
  };
}

function response(statusCode: number, body: object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** The answer to Cloudinary, and one log line, which also counts it. */
export function answerOf(answer: Answer, delivery: Delivery, logger: Logger): APIGatewayProxyStructuredResultV2 {
  const { status, ...body } = answer;
  const publication = publicationOf(answer, delivery);
  if (answer.verdict === 'queued' || answer.verdict === 'ignored') publishMetrics(publication);
  else if (ACCEPTED.has(answer.verdict)) logger.warn('unintelligible body set aside', metricsLine(publication));
  else logger.warn('webhook call refused', metricsLine(publication));
  return response(status, body);
}

/** The notification is not on a queue: the answer 5xx makes Cloudinary send it again. */
export function failureAnswer(
  error: unknown,
  // The cloud is configured: nothing fails before that is checked.
  { cloud, requestId }: Delivery,
  logger: Logger,
): APIGatewayProxyStructuredResultV2 {
  const code = errorCodeOf(error);
  const explanation = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  logger.error(
    'notification not queued; Cloudinary will send it again',
    metricsLine({
      dimensions: { cloud, verdict: 'failed' },
      values: { Notifications: 1 },
      metadata: { requestId, code, explanation },
    }),
  );
  return response(code === 'credentials-unavailable' ? 503 : 500, { verdict: 'failed', reason: code });
}
