import type * as z from 'zod/mini';
import { envelopeSchema } from './envelope.ts';
import { type AnswerNotification, bodySchema, type Notification } from './notification.ts';
import { isRecord } from './wire-values.ts';

/** A body that is signed but unintelligible is kept, with what is wrong with it. */
export type ParsedNotification =
  | {
      readonly intelligible: true;
      readonly notification: Notification;
      /** What is wrong with those of its assets that the notification leaves out. */
      readonly faults?: string;
    }
  | {
      readonly intelligible: false;
      /** It does not even begin like JSON, as every notification does. */
      readonly senseless: boolean;
      readonly reason: string;
    };

/** Every message that keeps a part of the body repeats the reason, and a body may hold thousands of bad assets. */
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
 * Whether a body begins like a JSON object or array, in any encoding of Unicode. The parameters of an upload form, which
 * Cloudinary signs in the same way as notifications, never do: they begin with the name of a parameter.
 *
 * Source: https://cloudinary.com/documentation/authentication_signatures
 */
function beginsLikeJson(body: Uint8Array): boolean {
  return /^[\xEF\xBB\xBF\xFE\xFF\0\s]*[[{]/.test(Buffer.from(body.subarray(0, 1024)).toString('latin1'));
}

function unintelligible(body: Uint8Array, reason: string): ParsedNotification {
  return { intelligible: false, senseless: !beginsLikeJson(body), reason };
}

/**
 * A body whose faults are all in some of its `resources`, without those; `undefined` if it has other faults, or no
 * faultless resource.
 */
function withoutFaultyResources(json: unknown, { issues }: z.core.$ZodError): object | undefined {
  const faulty = new Set<PropertyKey | undefined>();
  for (const { path } of issues) {
    if (path[0] !== 'resources' || typeof path[1] !== 'number') return undefined;
    faulty.add(path[1]);
  }
  // An index in the path of each issue says that there are resources; of an object, in the order of its keys.
  const { resources, ...rest } = json as { readonly resources: object };
  const good = Object.entries(resources).filter((_, index) => !faulty.has(index));
  if (good.length === 0) return undefined;
  return { ...rest, resources: Array.isArray(resources) ? good.map(([, value]) => value) : Object.fromEntries(good) };
}

/**
 * Whether a body that lacks required fields, and has none with a wrong value, is the answer to a call that has stored or
 * changed nothing.
 */
function answeredState(json: unknown, { issues }: z.core.$ZodError): AnswerNotification['state'] | undefined {
  if (!isRecord(json) || json['version'] !== undefined) return undefined;
  if (issues.some(({ path: [field = ''] }) => json[String(field)] !== undefined)) return undefined;
  if (isRecord(json['error'])) return 'failed';
  return json['status'] === 'pending' ? 'pending' : undefined;
}

/**
 * Parses a notification whose signature has been checked. Never throws.
 *
 * @param body the raw bytes
 */
export function parseNotification(body: Uint8Array): ParsedNotification {
  const json = jsonOf(body);
  if (json === undefined) return unintelligible(body, 'the body is not JSON in UTF-8');
  const head = envelopeSchema.safeParse(json);
  if (!head.success) {
    return unintelligible(
      body,
      `not a notification (${problemsOf(head.error)}); if the trigger has a payload template, remove it`,
    );
  }
  const { notification_type, envelope } = head.data;
  const schema = bodySchema(notification_type);
  const parsed = schema.safeParse(json);
  // Each type has the fields of its own schema, which the compiler cannot follow through the table.
  const asNotification = (fields: object) => ({ ...envelope, notification_type, ...fields }) as Notification;
  if (parsed.success) return { intelligible: true, notification: asNotification(parsed.data) };
  const { error } = parsed;
  const state = answeredState(json, error);
  if (state !== undefined) {
    return {
      intelligible: true,
      notification: { ...envelope, notification_type: 'answer', named: notification_type, state },
    };
  }
  const faults = `${notification_type} without its required fields: ${problemsOf(error)}`;
  const rest = schema.safeParse(withoutFaultyResources(json, error));
  return rest.success
    ? { intelligible: true, notification: asNotification(rest.data), faults }
    : unintelligible(body, faults);
}
