import type { Trigger, TriggerApi, TriggerOptions, TriggerResult } from '#shared/usecases/triggers/trigger-api.ts';

/** The triggers of a cloud, in memory. */
export class MemoryTriggerApi implements TriggerApi {
  readonly triggers = new Map<string, Trigger>();
  /** Calls that write, in order: `create upload`, `update 3`, `delete 3`. */
  readonly writes: string[] = [];
  readonly refusedTypes = new Set<string>();
  readonly refusedOptions = new Set<keyof TriggerOptions>();
  #ids = 0;

  place(trigger: Omit<Trigger, 'id'>): string {
    const id = String(++this.#ids);
    this.triggers.set(id, { id, ...trigger });
    return id;
  }

  async list(): Promise<readonly Trigger[]> {
    return [...this.triggers.values()];
  }

  async create(uri: string, event_type: string, options: TriggerOptions): Promise<TriggerResult> {
    this.writes.push(`create ${event_type}`);
    if (this.refusedTypes.has(event_type)) return { accepted: false, why: `HTTP 400: Unsupported event type` };
    const refusal = this.#refusalOf(options);
    if (refusal.accepted) this.place({ uri, event_type, ...options });
    return refusal;
  }

  async update(id: string, uri: string, options: TriggerOptions): Promise<TriggerResult> {
    this.writes.push(`update ${id}`);
    const refusal = this.#refusalOf(options);
    const trigger = this.triggers.get(id);
    if (refusal.accepted && trigger !== undefined) this.triggers.set(id, { ...trigger, uri, ...options });
    return refusal;
  }

  async delete(id: string): Promise<void> {
    this.writes.push(`delete ${id}`);
    this.triggers.delete(id);
  }

  #refusalOf(options: TriggerOptions): TriggerResult {
    const refused = [...this.refusedOptions].find((name) => options[name] !== undefined);
    return refused === undefined
      ? { accepted: true }
      : { accepted: false, why: `HTTP 400: Unknown parameter ${refused}` };
  }
}
