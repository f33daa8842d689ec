import { ApiError } from './reply.ts';

/** Parameters of a request by name; `name[]` repeated gives a list under `name`. */
export class Params {
  readonly #values = new Map<string, string[]>();

  /** Adds a value under a name; a name that ends in `[]` is a list. */
  add(name: string, value: string): void {
    const plain = name.replace(/\[\d*\]$/, '');
    const values = this.#values.get(plain);
    if (values) values.push(value);
    else this.#values.set(plain, [value]);
  }

  /** Adds what a JSON body says: lists stay lists, objects become JSON text. */
  addJson(body: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(body)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item === null || item === undefined) continue;
        // As in a form, which is always proper Unicode.
        this.add(name, (typeof item === 'object' ? JSON.stringify(item) : String(item)).toWellFormed());
      }
    }
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  get(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** The value, or undefined when it is missing or empty. */
  filled(name: string): string | undefined {
    return this.get(name) || undefined;
  }

  list(name: string): string[] {
    return this.#values.get(name) ?? [];
  }

  /** SDKs send `1`/`0`, other clients `true`/`false`. Throws a 400 for anything else. */
  flag(name: string): boolean | undefined {
    const value = this.filled(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value === '1' || value === 'true') return true;
    if (value === '0' || value === 'false') return false;
    throw new ApiError(400, `Invalid value ${value} for parameter ${name}`);
  }

  /** These parameters, and instead of those under a name of `changes` what it has there. */
  changedBy(changes: Params): Params {
    const changed = new Params();
    for (const [name, values] of this.entries()) if (!changes.has(name)) changed.#values.set(name, values);
    for (const [name, values] of changes.entries()) changed.#values.set(name, values);
    return changed;
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  entries(): [string, string[]][] {
    return [...this.#values.entries()];
  }
}
