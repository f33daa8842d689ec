/** A transformation that has a name, or that an upload used. */
export interface Transformation {
  /** Without a name of its own, its definition. */
  name: string;
  named: boolean;
  /** As in delivery URLs: `c_scale,w_100`. */
  definition: string;
  allowed_for_strict: boolean;
  used: boolean;
}

/** Records that an upload used transformations: `eager` lists several, separated by `|`. */
export function recordUse(transformations: Map<string, Transformation>, used: string | undefined): void {
  for (const definition of (used ?? '').split('|').filter((text) => text !== '')) {
    const known = transformations.get(definition.replace(/^t_/, '')) ?? transformations.get(definition);
    if (known) known.used = true;
    else
      transformations.set(definition, {
        name: definition,
        named: false,
        definition,
        allowed_for_strict: false,
        used: true,
      });
  }
}
