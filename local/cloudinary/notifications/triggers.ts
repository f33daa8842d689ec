/** How the notifications of a trigger are signed: both schemes, the old one only, or the new one only. */
export type AuthScheme = 'default' | 'legacy_hmac' | 'eddsa_v2';

/** One trigger: one event type and one address. */
export interface Trigger {
  id: string;
  uri: string;
  event_type: string;
  uri_type: string;
  product_environment_id: string;
  created_at: string;
  updated_at: string;
  additive?: boolean;
  auth_scheme?: AuthScheme;
  filter?: unknown;
  payload_template?: string;
}

/** The triggers of one cloud. */
export class Triggers {
  readonly #triggers = new Map<string, Trigger>();

  add(trigger: Trigger): void {
    this.#triggers.set(trigger.id, trigger);
  }

  get(id: string): Trigger | undefined {
    return this.#triggers.get(id);
  }

  remove(id: string): boolean {
    return this.#triggers.delete(id);
  }

  list(eventType?: string): Trigger[] {
    return [...this.#triggers.values()].filter((trigger) => !eventType || trigger.event_type === eventType);
  }

  /** The triggers that an event reaches; a `notification_url` of the call leaves only the additive ones. */
  matching(eventType: string, hasOwnUrl: boolean): Trigger[] {
    return this.list().filter(
      (trigger) =>
        (trigger.event_type === eventType || trigger.event_type === 'all') && (!hasOwnUrl || trigger.additive === true),
    );
  }
}
