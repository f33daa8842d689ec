/** Levenshtein distance: how many letters to insert, delete or replace to make `to` of `from`. */
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
 * The name that somebody who typed `typed` most likely meant; `undefined` when none is near, because a wrong suggestion
 * misleads more than none.
 */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, far: distance(typed.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}
