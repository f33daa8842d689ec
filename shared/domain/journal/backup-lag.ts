import { type Instant, millisecondsOf } from '../text/instant.ts';

/**
 * How long it took from an event at Cloudinary to its entry in the journal, in milliseconds: 0 where Cloudinary's clock is
 * ahead of ours, `undefined` where the event has no time that can be read.
 */
export function backupLag(event: Instant, recorded: Date): number | undefined {
  const lag = recorded.getTime() - millisecondsOf(event);
  return Number.isNaN(lag) ? undefined : Math.max(lag, 0);
}
