import type * as z from 'zod/mini';
import { parseInstant } from '../text/instant.ts';
import { bodyReaders } from './body-readers.ts';
import type { Envelope, Notification } from './notification.ts';
import { envelopeSchema } from './wire-schema.ts';

/** A body that is signed but makes no sense is kept, with what is wrong with it. */
export type ParsedNotification =
  | { readonly intelligible: true; readonly notification: Notification }
  | { readonly intelligible: false; readonly reason: string };

function unintelligible(reason: string): ParsedNotification {
  return { intelligible: false, reason };
}

/** A reason goes into every message that keeps a part of the body, and a body may hold thousands of bad assets. */
const MAX_PROBLEMS = 10;

/** Where a body differs from its schema: paths and expectations, never values, which may be personal. */
function problemsOf({ issues }: z.core.$ZodError): string {
  const named = issues.slice(0, MAX_PROBLEMS).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.code}`);
  const more = issues.length > MAX_PROBLEMS ? ` and ${issues.length - MAX_PROBLEMS} more` : '';
  return `${named.join(', ')}${more}`;
}

function envelopeOf(wire: z.infer<typeof envelopeSchema>): Envelope {
  const { notification_context: context, timestamp, signature_key } = wire;
  const at = parseInstant(context?.triggered_at) ?? parseInstant(timestamp);
  const { source, id } = context?.triggered_by ?? {};
  return {
    ...(at !== undefined && { at }),
    ...((source ?? id) !== undefined && {
      triggered_by: { ...(source !== undefined && { source }), ...(id !== undefined && { id }) },
    }),
    ...(signature_key !== undefined && { signature_key }),
  };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/**
 * Parses a notification whose signature has been checked. Never throws.
 *
 * @param body the raw bytes
 */
export function parseNotification(body: Uint8Array): ParsedNotification {
  const json = jsonOf(body);
  if (json === undefined) return unintelligible('the body is not JSON in UTF-8');
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) {
    return unintelligible(
      `no notification (${problemsOf(envelope.error)}); does the trigger have a payload template? It must have none`,
    );
  }
  const parsed = bodyReaders(envelope.data.notification_type)(json);
  if (!parsed.success) {
    return unintelligible(`${envelope.data.notification_type} without what it requires: ${problemsOf(parsed.error)}`);
  }
  return { intelligible: true, notification: { ...envelopeOf(envelope.data), ...parsed.data } };
}
