/** An instant as answers write it: whole seconds, `2026-11-20T09:15:32Z`. */
export function isoSeconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
