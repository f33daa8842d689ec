import { countText, durationText, percentText, sizeText } from '../../shared/domain/text/figure-text.ts';
import type { InventoryFigures } from '../../shared/usecases/progress/inventory-figures.ts';
import { rateText } from './rate-text.ts';

function ofText(done: number, all: number | undefined, noun: string): string {
  return all === undefined || all === 0
    ? `${countText(done)} ${noun}`
    : `${countText(done)} of ${countText(all)} ${noun} (${percentText(Math.min(1, done / all))})`;
}

function phaseText({ phase, shards, assets, listed, listedBytes, listedPerSecond }: InventoryFigures): string {
  const part = shards === undefined ? '' : ` (part ${shards.done} of ${shards.of})`;
  switch (phase) {
    case 'starting':
      return 'starting';
    case 'listing':
      return [
        `listing: ${ofText(listed, assets, 'assets')}, ${sizeText(listedBytes)}`,
        ...rateText(listedPerSecond, countText),
      ].join(', ');
    case 'comparing':
      return `${countText(listed)} assets listed; comparing${part}`;
    case 'copying':
      return `${countText(listed)} assets listed; copying`;
    case 'reporting':
      return `writing the inventory${part}`;
    case 'finished':
      return 'finished';
  }
}

function copyingText(figures: InventoryFigures): readonly string[] {
  const { phase, queued, queuedBytes, copied, copiedBytes, copiedPerSecond, copiedBytesPerSecond } = figures;
  if (queued === 0 || phase === 'finished') return [];
  const text = `copied about ${ofText(copied, queued, 'queued')}, ${sizeText(copiedBytes)} of ${sizeText(queuedBytes)}`;
  return [[text, ...rateText(copiedPerSecond, countText), ...rateText(copiedBytesPerSecond, sizeText)].join(', ')];
}

/** How far an inventory run of a cloud is, in a line. */
export function inventoryLine(cloud: string, figures: InventoryFigures): string {
  const { phase, quota, secondsLeft } = figures;
  const left = phase === 'listing' ? 'listed' : 'copied';
  return [
    `${cloud}: ${phaseText(figures)}`,
    ...copyingText(figures),
    ...(phase === 'listing' && quota !== undefined
      ? [`Admin API: ${countText(quota.remaining)} of ${countText(quota.limit)} calls left`]
      : []),
    ...(secondsLeft === undefined ? [] : [`${left} in about ${durationText(secondsLeft)}`]),
  ].join('; ');
}

function unknown<Value>(value: Value | undefined): Value | null {
  return value ?? null;
}

/** The same as `--json` prints it; docs/cli.md describes it. */
export function inventoryProgressDocument(figures: InventoryFigures) {
  const { at, phase, shards, assets, quota, secondsLeft } = figures;
  return {
    at: at.toISOString(),
    phase,
    shards: unknown(shards),
    assets: unknown(assets),
    listed: figures.listed,
    listed_bytes: figures.listedBytes,
    listed_per_second: unknown(figures.listedPerSecond),
    queued: figures.queued,
    queued_bytes: figures.queuedBytes,
    pending: figures.pending,
    copied: figures.copied,
    copied_bytes: figures.copiedBytes,
    copied_per_second: unknown(figures.copiedPerSecond),
    copied_bytes_per_second: unknown(figures.copiedBytesPerSecond),
    quota:
      quota === undefined
        ? null
        : { limit: quota.limit, remaining: quota.remaining, resets_at: quota.resetsAt.toISOString() },
    estimated_end: secondsLeft === undefined ? null : new Date(at.getTime() + secondsLeft * 1_000).toISOString(),
  };
}
