import type { Notification } from '#shared/domain/cloudinary/notification.ts';
import { type ParsedNotification, parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';

/** Parses a body, given as a value or as the text of its JSON. */
export function parse(body: object | string): ParsedNotification {
  return parseNotification(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

/** The notification that a body holds. */
export function notificationOf(body: object | string): Notification {
  const parsed = parse(body);
  if (!parsed.intelligible) throw new Error(parsed.reason);
  return parsed.notification;
}

/** Why a body is unintelligible; empty if it is not. */
export function reasonOf(body: object | string): string {
  const parsed = parse(body);
  return parsed.intelligible ? '' : parsed.reason;
}
