import type { Environment } from '../environment.ts';
import { isoSeconds } from '../library/iso-seconds.ts';
import type { Event } from './emit-event.ts';
import { signingKey } from './signature-headers.ts';

/** Fields that bodies did not have in 2021. */
const YOUNG_FIELDS = new Set([
  'notification_context',
  'signature_key',
  'asset_folder',
  'display_name',
  'api_key',
  'version_id',
]);

function withoutYoungFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutYoungFields);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !YOUNG_FIELDS.has(name))
      .map(([name, member]) => [name, withoutYoungFields(member)]),
  );
}

/** The body of a notification: its payload inside the envelope of its type, in the order of the published samples. */
export function notificationBody(environment: Environment, event: Event): Record<string, unknown> {
  const { behaviour, random } = environment.simulation;
  const now = environment.simulation.now();
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
      // Microseconds, of which JavaScript's clock knows only the first three digits.
      triggered_at: `${now.toISOString().slice(0, -1)}${String(random.between(0, 999)).padStart(3, '0')}Z`,
      triggered_by: { source, id: source === 'api' ? event.apiKey : (id ?? 'unknown') },
    };
    body['signature_key'] = signingKey(environment.settings)?.apiKey;
  }
  if (!behaviour.legacyBodies) return body;
  // An object stays an object under this filter.
  return withoutYoungFields(body) as Record<string, unknown>;
}
