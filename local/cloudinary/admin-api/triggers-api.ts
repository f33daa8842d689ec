import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError, ok } from '../http/reply.ts';
import { isoSeconds } from '../library/instants.ts';
import { EVENT_TYPES } from '../notifications/event-types.ts';
import type { AuthScheme, Trigger } from '../notifications/triggers.ts';

const URLS_PER_EVENT_TYPE = 30;

function refuseUnauthorised({ environment }: ApiCall): void {
  if (environment.behaviour.triggersUnauthorised) throw new ApiError(401, 'Not authorized to manage triggers');
}

function authScheme(value: unknown): AuthScheme {
  if (value === 'default' || value === 'legacy_hmac' || value === 'eddsa_v2') return value;
  throw new ApiError(400, `Invalid auth_scheme ${String(value)}`);
}

/** The optional members that a body sets. Throws a 400 for those that the behaviour refuses. */
function optionsIn({ json, params, environment }: ApiCall): Partial<Trigger> {
  const refused = environment.behaviour.refusedTriggerOptions.find((name) => params.has(name));
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
export const listTriggers: Handler = (call) => {
  refuseUnauthorised(call);
  const triggers = call.environment.triggers.list(call.params.filled('event_type'));
  return ok({ triggers, total: triggers.length });
};

/** `POST /triggers`: one event type and one address; the same pair twice is refused. */
export const createTrigger: Handler = (call) => {
  refuseUnauthorised(call);
  const { environment, params } = call;
  const { triggers, behaviour, random } = environment;
  const uri = params.filled('uri');
  const eventType = params.filled('event_type');
  if (!uri || !eventType) throw new ApiError(400, 'Missing required parameter - uri, event_type');
  if (!EVENT_TYPES.has(eventType) || behaviour.refusedEventTypes.includes(eventType)) {
    throw new ApiError(400, `Unsupported event type ${eventType}`);
  }
  const same = triggers.list(eventType);
  if (same.some((trigger) => trigger.uri === uri)) throw new ApiError(400, `Trigger for ${uri} already exists`);
  if (same.length >= URLS_PER_EVENT_TYPE) throw new ApiError(400, `Too many triggers for ${eventType}`);
  const now = isoSeconds(environment.now());
  const trigger: Trigger = {
    id: random.hex(32),
    uri,
    event_type: eventType,
    uri_type: params.filled('uri_type') ?? 'webhook',
    product_environment_id: environment.cloudName,
    created_at: now,
    updated_at: now,
    ...optionsIn(call),
  };
  triggers.add(trigger);
  return ok(trigger);
};

function triggerOf(call: ApiCall): Trigger {
  refuseUnauthorised(call);
  const trigger = call.environment.triggers.get(call.path.trigger);
  if (!trigger) throw new ApiError(404, 'Trigger not found');
  return trigger;
}

/** `PUT /triggers/:id`: another address (`new_uri`), other options; an empty `filter` clears it. */
export const updateTrigger: Handler = (call) => {
  const trigger = triggerOf(call);
  Object.assign(trigger, optionsIn(call), { updated_at: isoSeconds(call.environment.now()) });
  trigger.uri = call.params.filled('new_uri') ?? trigger.uri;
  if (JSON.stringify(trigger.filter) === '{}') delete trigger.filter;
  return ok({ message: 'Trigger updated' });
};

/** `DELETE /triggers/:id`. */
export const deleteTrigger: Handler = (call) => {
  call.environment.triggers.remove(triggerOf(call).id);
  return ok({ message: 'Trigger deleted' });
};
