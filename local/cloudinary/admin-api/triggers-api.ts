import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok } from '../http/reply.ts';
import { isoSeconds } from '../library/instants.ts';
import { EVENT_TYPES } from '../notifications/event-types.ts';
import { isPollDestination } from '../notifications/poll-destination.ts';
import { evaluateFilter } from '../notifications/trigger-filter.ts';
import type { AuthScheme, Trigger } from '../notifications/triggers.ts';

const OPTIONS = ['additive', 'auth_scheme', 'filter', 'payload_template'];
const URLS_PER_EVENT_TYPE = 30;

function refuseUnauthorised({ cloud }: ApiCall): void {
  if (cloud.behaviour.triggersUnauthorised) throw new ApiError(401, 'Not authorized to manage triggers');
}

function authScheme(value: unknown): AuthScheme {
  if (value === 'default' || value === 'legacy_hmac' || value === 'eddsa_v2') return value;
  throw new ApiError(400, `Invalid auth_scheme ${String(value)}`);
}

/** The optional members that a body sets. Throws a 400 for those that the behaviour refuses. */
function optionsIn({ json, params, cloud }: ApiCall): Partial<Trigger> {
  const refused = cloud.behaviour.refusedTriggerOptions.find((name) => params.has(name));
  if (refused !== undefined) throw new ApiError(400, `Unknown parameter ${refused}`);
  const options: Partial<Trigger> = {};
  const additive = params.flag('additive');
  if (additive !== undefined) options.additive = additive;
  const scheme = params.filled('auth_scheme');
  if (scheme !== undefined) options.auth_scheme = authScheme(scheme);
  if ('filter' in json) options.filter = json['filter'];
  const template = params.filled('payload_template');
  if (template !== undefined) options.payload_template = template;
  return options;
}

/** `GET /triggers` (https://cloudinary.com/documentation/admin_api_triggers). */
export const listTriggers = endpoint(['event_type'], (call) => {
  refuseUnauthorised(call);
  const triggers = call.cloud.triggers.list(call.params.filled('event_type'));
  return ok({ triggers, total: triggers.length });
});

/** `POST /triggers`: one event type and one address; the same pair twice is refused. */
export const createTrigger = endpoint([...OPTIONS, 'uri', 'event_type', 'uri_type'], (call) => {
  refuseUnauthorised(call);
  const { cloud, params } = call;
  const { triggers, behaviour, random } = cloud;
  const uri = params.filled('uri');
  const eventType = params.filled('event_type');
  if (!uri || !eventType) throw new ApiError(400, 'Missing required parameter - uri, event_type');
  if (!EVENT_TYPES.has(eventType) || behaviour.refusedEventTypes.includes(eventType)) {
    throw new ApiError(400, `Unsupported event type ${eventType}`);
  }
  const same = triggers.list(eventType);
  if (same.some((trigger) => trigger.uri === uri)) throw new ApiError(400, `Trigger for ${uri} already exists`);
  if (same.length >= URLS_PER_EVENT_TYPE) throw new ApiError(400, `Too many triggers for ${eventType}`);
  const uriType = params.filled('uri_type') ?? 'webhook';
  if ((uriType === 'poll') !== isPollDestination(uri))
    throw new ApiError(400, `${uri} does not fit uri_type ${uriType}`);
  const now = isoSeconds(cloud.now());
  const trigger: Trigger = {
    id: random.hex(32),
    uri,
    event_type: eventType,
    uri_type: uriType,
    product_environment_id: cloud.cloudName,
    created_at: now,
    updated_at: now,
    ...optionsIn(call),
  };
  triggers.add(trigger);
  return ok(trigger);
});

function triggerOf(call: ApiCall): Trigger {
  refuseUnauthorised(call);
  const trigger = call.cloud.triggers.get(call.path.trigger);
  if (!trigger) throw new ApiError(404, 'Trigger not found');
  return trigger;
}

/** `PUT /triggers/:id`: another address (`new_uri`), other options; an empty `filter` clears it. */
export const updateTrigger = endpoint([...OPTIONS, 'new_uri'], (call) => {
  const trigger = triggerOf(call);
  Object.assign(trigger, optionsIn(call), { updated_at: isoSeconds(call.cloud.now()) });
  trigger.uri = call.params.filled('new_uri') ?? trigger.uri;
  if (JSON.stringify(trigger.filter) === '{}') delete trigger.filter;
  return ok({ message: 'Trigger updated' });
});

/** `POST /triggers/:id/test`: evaluates the filter against `sample_data` and delivers nothing. */
export const testTrigger = endpoint(['sample_data'], (call) => {
  const { id, filter } = triggerOf(call);
  const present = filter !== undefined;
  const result = !present || Boolean(evaluateFilter(filter, call.json['sample_data']));
  return ok({ trigger_id: id, filter_present: present, filter_result: result });
});

/** `DELETE /triggers/:id`. */
export const deleteTrigger = endpoint([], (call) => {
  call.cloud.triggers.remove(triggerOf(call).id);
  return ok({ message: 'Trigger deleted' });
});
