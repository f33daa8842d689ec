import { isoSeconds } from '../library/instants.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { bufferNotification, isPollDestination } from './poll-destination.ts';
import { signingKey } from './signature-headers.ts';

/** Who changed something. */
export interface Cause {
  /** The API key of the caller; undefined without a signature. */
  apiKey: string | undefined;
  /** The `notification_url` of the call. */
  notificationUrl?: string | undefined;
}

/** Something that happened in a cloud. */
export interface Event extends Cause {
  type: string;
  /** The payload besides the envelope. */
  fields: Record<string, unknown>;
  /**
   * Which envelope the type has: `timed` with timestamp and request_id, `sourced` with the older `source` marker,
   * `plain` with neither, `bare` without even a context (moderation).
   */
  envelope: 'timed' | 'sourced' | 'plain' | 'bare';
}

/** Fields that bodies did not have in 2021. */
const YOUNG_FIELDS = new Set([
  'notification_context',
  'signature_key',
  'asset_folder',
  'display_name',
  'api_key',
  'version_id',
]);

function withoutYoungFields(body: object): Record<string, unknown> {
  const text = JSON.stringify(body, (name, member) => (YOUNG_FIELDS.has(name) ? undefined : member));
  return JSON.parse(text);
}

/**
 * The moment in microseconds; JavaScript's clock knows only milliseconds. The second of two events within a millisecond
 * is later, as it would be by Cloudinary's clock.
 */
function inMicroseconds({ latestEvent, random }: SimulatedCloud, now: Date): string {
  const milliseconds = now.getTime();
  const microseconds =
    latestEvent.milliseconds === milliseconds
      ? Math.min(latestEvent.microseconds + random.between(1, 20), 999)
      : random.between(0, 99);
  Object.assign(latestEvent, { milliseconds, microseconds });
  return `${now.toISOString().slice(0, -1)}${String(microseconds).padStart(3, '0')}Z`;
}

/** The body of a notification: its payload inside the envelope of its type, in the order of the published samples. */
function bodyOf(cloud: SimulatedCloud, event: Event, now: Date): Record<string, unknown> {
  const { behaviour, random } = cloud;
  const { source, id } = behaviour.triggeredBy;
  const body: Record<string, unknown> = { notification_type: event.type };
  if (event.envelope === 'timed') {
    body['timestamp'] = isoSeconds(now).replace('Z', '+00:00');
    body['request_id'] = random.hex(32);
  }
  if (event.envelope === 'sourced') body['source'] = source;
  Object.assign(body, event.fields);
  if (event.envelope !== 'bare') {
    body['notification_context'] = {
      triggered_at: inMicroseconds(cloud, now),
      triggered_by: { source, id: source === 'api' ? event.apiKey : (id ?? 'unknown') },
    };
    body['signature_key'] = signingKey(cloud.settings)?.apiKey;
  }
  return behaviour.legacyBodies ? withoutYoungFields(body) : body;
}

/** Records an event and sends it to the call's own URL and to every trigger that it reaches. */
export function emitEvent(cloud: SimulatedCloud, event: Event): void {
  const { settings, sender } = cloud;
  const { type, notificationUrl } = event;
  const at = cloud.now();
  const body = bodyOf(cloud, event, at);
  cloud.history.push({ at, type, body });
  const text = JSON.stringify(body);
  if (notificationUrl) sender.send({ settings, type, url: notificationUrl, scheme: 'default', body: text });
  for (const trigger of cloud.triggers.matching(type, Boolean(notificationUrl))) {
    if (isPollDestination(trigger.uri)) {
      const { batch_id } = body;
      bufferNotification(cloud, trigger.uri, text, typeof batch_id === 'string' ? batch_id : undefined);
    } else if (trigger.uri_type === 'webhook')
      sender.send({
        settings,
        type,
        url: trigger.uri,
        scheme: trigger.auth_scheme ?? 'default',
        // A template replaces the whole body; its placeholders are not filled in here.
        body: trigger.payload_template ?? text,
      });
  }
}
