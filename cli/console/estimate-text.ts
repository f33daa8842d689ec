import { countText } from '#shared/domain/text/figure-text.ts';

/** About how long something will take: `36 s`, `12 min`, `1 h 5 min`. */
export function estimateText(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = `${countText(Math.floor(minutes / 60))} h`;
  return minutes % 60 === 0 ? hours : `${hours} ${minutes % 60} min`;
}
