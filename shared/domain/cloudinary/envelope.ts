import * as z from 'zod/mini';
import { parseInstant } from '../text/instant.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import { mapped, name, optional, text } from './wire-values.ts';

/** Repeated in every entry that results from a body. */
const shortText = z.string().check(z.maxLength(256));

/** The type as the body names it, and its envelope. */
export const envelopeSchema = mapped(
  z.object({
    // It is quoted in the answer to the delivery.
    notification_type: name.check(z.maxLength(64)),
    timestamp: optional(text),
    notification_context: optional(
      z.object({
        triggered_at: optional(text),
        triggered_by: optional(z.object({ source: optional(shortText), id: optional(shortText) })),
      }),
    ),
    signature_key: optional(text),
  }),
  ({ notification_type, timestamp, notification_context, signature_key }) => {
    const { source, id } = notification_context?.triggered_by ?? {};
    return {
      notification_type,
      envelope: withoutUndefined({
        /** When it happened; absent from bodies from before 2021. */
        at: parseInstant(notification_context?.triggered_at) ?? parseInstant(timestamp),
        triggered_by: (source ?? id) === undefined ? undefined : withoutUndefined({ source, id }),
        /** Names the API key whose secret signed. It is trusted only for the wording of a log line. */
        signature_key,
      }),
    };
  },
);

/** What every notification carries, whatever its type. */
export type Envelope = z.output<typeof envelopeSchema>['envelope'];

/** Who caused it: with `source: "api"`, the id is the API key; other sources are unpublished. */
export type TriggeredBy = NonNullable<Envelope['triggered_by']>;
