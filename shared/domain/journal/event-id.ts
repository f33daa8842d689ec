import { createHash } from 'node:crypto';
import { canonicalJson } from '../text/canonical-json.ts';
import { type Instant, millisecondsOf } from '../text/instant.ts';
import { ulid } from './ulid.ts';

/**
 * The id of an event: a ULID whose entropy is a digest of what happened. A notification that is delivered or worked on
 * twice gives the same id twice. So the fold can distinguish a repetition from another event, and the order of two
 * events at the same instant does not depend on which was written first.
 *
 * @param content everything that distinguishes this event from others of the same instant
 */
export function eventId(at: Instant, content: object): string {
  return ulid(millisecondsOf(at), createHash('sha256').update(canonicalJson(content)).digest());
}
