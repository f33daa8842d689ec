/** Parameters of a request by name; `name[]` repeated gives a list under `name`. */
export class Params {
  readonly #values = new Map<string, string[]>();

  /** Adds a value under a name; the names that ended in `[]` count as lists. */
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
        this.add(name, typeof item === 'object' ? JSON.stringify(item) : String(item));
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

  /** SDKs send `1`/`0`, other clients `true`/`false`. */
  flag(name: string): boolean | undefined {
    const value = this.filled(name);
    return value === undefined ? undefined : value === '1' || value === 'true';
  }

  entries(): [string, string[]][] {
    return [...this.#values.entries()];
  }
}
