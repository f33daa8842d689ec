import { EVENT_TYPES, REQUIRED_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Trigger, TriggerApi, TriggerOptions } from './trigger-api.ts';

/**
 * The wanted options, then what to try if a cloud refuses some. `additive` matters most: without it, an upload with a
 * notification_url of its own bypasses the trigger.
 */
const WANTED: TriggerOptions = { additive: true, auth_scheme: 'legacy_hmac' };
const OPTIONS: readonly TriggerOptions[] = [WANTED, { additive: true }, { auth_scheme: 'legacy_hmac' }, {}];

/** The result of a registration. */
export interface Registration {
  readonly registered: readonly string[];
  /** How many triggers were missing or different, and are now as wanted. */
  readonly repaired: number;
  /** What Cloudinary refused, in words for the operator. */
  readonly warnings: readonly string[];
}

interface Outcome {
  readonly eventType: string;
  readonly done: boolean;
  /** The options of the request that Cloudinary accepted; absent if it refused all, or got none. */
  readonly accepted?: TriggerOptions;
  readonly warnings: readonly string[];
}

/** Whether a trigger's URL, perhaps entered by hand, is the webhook's: the API accepts slashes at its end. */
function isSame(uri: string, url: string): boolean {
  return uri.replace(/\/+$/, '') === url;
}

function described(options: TriggerOptions): string {
  return Object.keys(options).join(' and ') || 'no options';
}

/** Tries the full options first, then fewer. */
async function withFewerOptions(
  eventType: string,
  attempt: (options: TriggerOptions) => ReturnType<TriggerApi['create']>,
): Promise<Outcome> {
  let refusal = '';
  for (const options of OPTIONS) {
    const result = await attempt(options);
    if (!result.accepted) {
      refusal ||= result.why;
      continue;
    }
    const warnings = refusal === '' ? [] : [`${eventType}: registered with ${described(options)} only (${refusal})`];
    return { eventType, done: true, accepted: options, warnings };
  }
  return { eventType, done: false, warnings: [`${eventType}: refused (${refusal})`] };
}

/** If a cloud always refuses an option, a trigger without it is as good as it gets, and does not count as different. */
function differs(existing: Trigger, { additive, auth_scheme }: TriggerOptions): boolean {
  return (
    (additive !== undefined && existing.additive !== additive) ||
    (auth_scheme !== undefined && existing.auth_scheme !== auth_scheme)
  );
}

type TypeOutcome = Outcome & { readonly repaired: boolean };

async function registerType(
  api: TriggerApi,
  url: string,
  eventType: string,
  existing: Trigger | undefined,
): Promise<TypeOutcome> {
  if (existing === undefined) {
    const created = await withFewerOptions(eventType, (options) => api.create(url, eventType, options));
    return { ...created, repaired: created.done };
  }
  const warnings = existing.altered
    ? [`${eventType}: has a filter or a payload template; remove it at Cloudinary`]
    : [];
  if (!differs(existing, WANTED)) return { eventType, done: true, repaired: false, warnings };
  const updated = await withFewerOptions(eventType, (options) => api.update(existing.id, url, options));
  // The trigger existed before and still does, whatever was refused.
  const repaired = updated.accepted !== undefined && differs(existing, updated.accepted);
  return { ...updated, done: true, repaired, warnings: [...warnings, ...updated.warnings] };
}

/**
 * Registers the webhook for every event type that it needs. Idempotent; touches only triggers with the webhook's URL.
 *
 * @throws PipelineError when Cloudinary cannot be reached, or refuses uploads, deletions or renames
 */
export async function registerTriggers(api: TriggerApi, url: string): Promise<Registration> {
  const ours = (await api.list()).filter(({ uri }) => isSame(uri, url));
  const outcomes: TypeOutcome[] = [];
  for (const eventType of EVENT_TYPES) {
    const existing = ours.find((trigger) => trigger.event_type === eventType);
    outcomes.push(await registerType(api, url, eventType, existing));
  }
  const refused = outcomes.filter(({ done, eventType }) => !done && REQUIRED_TYPES.includes(eventType));
  if (refused.length > 0) {
    const refusals = refused.flatMap((outcome) => outcome.warnings).join('; ');
    throw new PipelineError(
      'cloudinary-failed',
      `Cloudinary refused triggers that the backup needs. Set "triggers": "manual" for this cloud and add them in Cloudinary's console, or ask Cloudinary's support. It said: ${refusals}`,
    );
  }
  return {
    registered: outcomes.filter(({ done }) => done).map(({ eventType }) => eventType),
    repaired: outcomes.filter(({ repaired }) => repaired).length,
    warnings: outcomes.flatMap((outcome) => outcome.warnings),
  };
}

/** Removes every trigger with the webhook's URL. */
export async function removeTriggers(api: TriggerApi, url: string): Promise<number> {
  const ours = (await api.list()).filter(({ uri }) => isSame(uri, url));
  for (const { id } of ours) await api.delete(id);
  return ours.length;
}
