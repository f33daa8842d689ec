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
  switch (verdict) {
    case 'queued':
    case 'ignored':
    case 'dead-lettered':
      return { dimensions: { cloud, verdict }, values: { Notifications: 1 }, metadata };
    case 'unknown-cloud':
      return {
        dimensions: { cloud: UNKNOWN_CLOUD, reason: refusalReason(rejection) },
        values: { SignatureRejections: 1 },
        metadata: { ...metadata, calledCloud: cloud.slice(0, LONGEST_NAME) },
      };
    case 'too-large':
    case 'rejected':
      return {
        dimensions: { cloud, reason: refusalReason(rejection) },
        values: { SignatureRejections: 1 },
        metadata: { ...metadata, ...(rejection === 'mismatch' && { signature_key: claimedSignatureKey(body) }) },
      };
  }
}
