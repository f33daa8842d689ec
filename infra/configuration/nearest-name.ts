/** Levenshtein distance: how many letters to insert, delete or replace to turn `from` into `to`. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, above] of row.slice(1).entries()) {
      const diagonal = (row[column] ?? 0) + (to[column] === letter ? 0 : 1);
      next.push(Math.min(above + 1, (next[column] ?? 0) + 1, diagonal));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/**
 * The name that `typed` most likely stands for; `undefined` if none is near, because a wrong suggestion misleads more than
 * none.
 */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const far = (name: string) => distance(typed.toLowerCase(), name.toLowerCase());
  const nearer = (one: string | undefined, name: string) => (one === undefined || far(name) < far(one) ? name : one);
  const best = names.reduce<string | undefined>(nearer, undefined);
  return best !== undefined && far(best) <= Math.max(1, Math.floor(best.length / 3)) ? best : undefined;
}
