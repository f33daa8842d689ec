import { countText, percentText, plural, sizeText } from '#shared/domain/text/figure-text.ts';
import type { MeasuredProgress } from '#shared/usecases/progress/inventory-rates.ts';
import { estimateText } from '../console/estimate-text.ts';
import type { RunProgress } from './run-view.ts';

/** `12/s`, or `2.5/s` below ten; nothing if the rate is unknown. */
function rateText(perSecond: number | undefined, text: (amount: number) => string): readonly string[] {
  if (perSecond === undefined) return [];
  return [`${text(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond))}/s`];
}

/** The work done, the rate, the time left, and the share. */
function workParts(
  done: string,
  [amount, all]: readonly [amount: number, all: number | undefined],
  perSecond: number | undefined,
  secondsLeft: number | undefined,
): readonly string[] {
  return [
    done,
    ...rateText(perSecond, countText),
    ...(secondsLeft === undefined ? [] : [`${estimateText(secondsLeft)} left`]),
    ...(all === undefined || all === 0 ? [] : [percentText(Math.min(1, amount / all))]),
  ];
}

function copyParts(measured: MeasuredProgress): readonly string[] {
  const { queued, queuedBytes, copied, copiedBytes, copiedPerSecond, copiedBytesPerSecond, secondsLeft } = measured;
  if (queued === 0) return [];
  return [
    ...workParts(
      `about ${countText(copied)} of ${countText(queued)} copied`,
      [copied, queued],
      copiedPerSecond,
      secondsLeft,
    ),
    `${sizeText(copiedBytes)} of ${sizeText(queuedBytes)}`,
    ...rateText(copiedBytesPerSecond, sizeText),
  ];
}

function partsOf(measured: MeasuredProgress): readonly string[] {
  const { phase, shards, assets, listed, listedBytes, listedPerSecond, quota, secondsLeft } = measured;
  const ofShards = shards === undefined ? '' : ` (${countText(shards.done)} of ${plural(shards.of, 'shard')})`;
  const listing = `${plural(listed, 'asset')} listed`;
  switch (phase) {
    case 'listing':
      return [
        ...workParts(
          assets === undefined ? listing : `${countText(listed)} of ${plural(assets, 'asset')} listed`,
          [listed, assets],
          listedPerSecond,
          secondsLeft,
        ),
        sizeText(listedBytes),
        ...(quota === undefined
          ? []
          : [`${countText(quota.remaining)} of ${countText(quota.limit)} Admin API calls left`]),
      ];
    case 'comparing':
      return [`comparing with the bucket${ofShards}`, listing, ...copyParts(measured)];
    case 'copying':
      return [...copyParts(measured), listing];
    case 'reporting':
      return [`writing the inventory${ofShards}`];
    default:
      return [phase];
  }
}

/** Formats the progress of an inventory run. */
export function inventoryRunProgress(measured: MeasuredProgress): RunProgress {
  const { at, phase, shards, assets, quota, secondsLeft } = measured;
  const document = {
    at: at.toISOString(),
    phase,
    shards: shards ?? null,
    assets: assets ?? null,
    listed: measured.listed,
    listed_bytes: measured.listedBytes,
    listed_per_second: measured.listedPerSecond ?? null,
    queued: measured.queued,
    queued_bytes: measured.queuedBytes,
    pending: measured.pending,
    copied: measured.copied,
    copied_bytes: measured.copiedBytes,
    copied_per_second: measured.copiedPerSecond ?? null,
    copied_bytes_per_second: measured.copiedBytesPerSecond ?? null,
    quota:
      quota === undefined
        ? null
        : { limit: quota.limit, remaining: quota.remaining, resets_at: quota.resetsAt.toISOString() },
    estimated_end: secondsLeft === undefined ? null : new Date(at.getTime() + secondsLeft * 1_000).toISOString(),
  };
  return { parts: partsOf(measured), document };
}
