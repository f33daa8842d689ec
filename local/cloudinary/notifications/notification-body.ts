import type { Environment } from '../environment.ts';
import { isoSeconds } from '../library/iso-seconds.ts';
import type { Simulation } from '../simulation.ts';
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

/** The last moment that a simulation has named. */
const latest = new WeakMap<Simulation, { readonly milliseconds: number; readonly microseconds: number }>();

/**
 * The moment in microseconds, of which JavaScript's clock knows only the first three digits. Of two events within a
 * millisecond the second one is later, as it would be by Cloudinary's clock.
 */
function inMicroseconds(simulation: Simulation, now: Date): string {
  const before = latest.get(simulation);
  const milliseconds = now.getTime();
  const microseconds =
    before?.milliseconds === milliseconds
      ? Math.min(before.microseconds + simulation.random.between(1, 20), 999)
      : simulation.random.between(0, 99);
  latest.set(simulation, { milliseconds, microseconds });
  return `${now.toISOString().slice(0, -1)}${String(microseconds).padStart(3, '0')}Z`;
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
      triggered_at: inMicroseconds(environment.simulation, now),
      triggered_by: { source, id: source === 'api' ? event.apiKey : (id ?? 'unknown') },
    };
    body['signature_key'] = signingKey(environment.settings)?.apiKey;
  }
  if (!behaviour.legacyBodies) return body;
  // An object stays an object under this filter.
  return withoutYoungFields(body) as Record<string, unknown>;
}
