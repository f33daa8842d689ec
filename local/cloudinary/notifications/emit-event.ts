import type { Environment } from '../environment.ts';
import { notificationBody } from './notification-body.ts';

/** Something that happened in a product environment. */
export interface Event {
  type: string;
  /** The payload besides the envelope. */
  fields: Record<string, unknown>;
  /**
   * Which envelope the type has: `timed` with timestamp and request_id, `sourced` with the older `source` marker,
   * `plain` with neither, `bare` without even a context (moderation).
   */
  envelope: 'timed' | 'sourced' | 'plain' | 'bare';
  /** The API key of the caller. */
  apiKey: string;
  /** The `notification_url` of the call. */
  notificationUrl?: string | undefined;
}

/** Records an event and sends it to the call's own URL and to every trigger that it reaches. */
export function emitEvent(environment: Environment, event: Event): void {
  const { simulation } = environment;
  const body = notificationBody(environment, event);
  environment.history.push({ at: simulation.now(), type: event.type, body });
  const text = JSON.stringify(body);
  const common = { environment, type: event.type };
  if (event.notificationUrl) {
    simulation.sender.send({ ...common, url: event.notificationUrl, scheme: 'default', body: text });
  }
  for (const trigger of environment.triggers.matching(event.type, Boolean(event.notificationUrl))) {
    if (trigger.uri_type !== 'webhook') continue;
    simulation.sender.send({
      ...common,
      url: trigger.uri,
      scheme: trigger.auth_scheme ?? 'default',
      // A template replaces the whole body; its placeholders are not filled in here.
      body: trigger.payload_template ?? text,
    });
  }
}
