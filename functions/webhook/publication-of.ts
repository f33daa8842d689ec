import { claimedSignatureKey } from '../../shared/domain/cloudinary/claimed-signature-key.ts';
import { refusalReason, UNKNOWN_CLOUD } from '../../shared/domain/metrics.ts';
import type { Answer, Delivery } from '../../shared/usecases/webhook/receive-notification.ts';
import type { Publication } from '../metrics.ts';

/** The most of a cloud's name that an unknown caller writes into the log. */
const LONGEST_NAME = 100;

/**
 * What is counted and told of an answered delivery. Names and reasons only: no body, no header, no secret. A cloud that is
 * not configured is told, but does not become the value of a dimension.
 */
export function publicationOf(answer: Answer, { cloud, body, requestId }: Delivery): Publication {
  // `reason` is a dimension of refusals, so that the words go by another name.
  const { reason: explanation, ...facts } = answer;
  const metadata = { requestId, ...facts, explanation };
  const { verdict, rejection } = answer;
  if (verdict === 'queued' || verdict === 'ignored' || verdict === 'dead-lettered') {
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
