import type * as z from 'zod/mini';
import { envelopeSchema } from './envelope.ts';
import { bodySchema, type Notification } from './notification.ts';

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
  const head = envelopeSchema.safeParse(json);
  if (!head.success) {
    return unintelligible(
      `no notification (${problemsOf(head.error)}); does the trigger have a payload template? It must have none`,
    );
  }
  const { notification_type, envelope } = head.data;
  const parsed = bodySchema(notification_type).safeParse(json);
  if (!parsed.success) {
    return unintelligible(`${notification_type} without what it requires: ${problemsOf(parsed.error)}`);
  }
  // Each type has the fields that its own schema gives, which the compiler cannot follow through the table.
  const notification = { ...envelope, notification_type, ...parsed.data } as Notification;
  return { intelligible: true, notification };
}
