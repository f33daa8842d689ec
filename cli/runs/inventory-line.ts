import { countText, durationText, percentText, sizeText } from '#shared/domain/text/figure-text.ts';
import type { InventoryFigures } from '#shared/usecases/progress/inventory-figures.ts';

/** `12/s`; nothing where it is not known. What is slower than ten a second keeps a digit behind the point. */
function rateText(perSecond: number | undefined, text: (amount: number) => string): readonly string[] {
  if (perSecond === undefined) return [];
  return [`${text(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond))}/s`];
}

function ofText(done: number, all: number | undefined, noun: string): string {
  return all === undefined || all === 0
    ? `${countText(done)} ${noun}`
    : `${countText(done)} of ${countText(all)} ${noun} (${percentText(Math.min(1, done / all))})`;
}

function phaseText({ phase, shards, assets, listed, listedBytes, listedPerSecond }: InventoryFigures): string {
  const part = shards === undefined ? '' : ` (part ${shards.done} of ${shards.of})`;
  switch (phase) {
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
    default:
      return phase;
  }
}

function copyingText(figures: InventoryFigures): readonly string[] {
  const { phase, queued, queuedBytes, copied, copiedBytes, copiedPerSecond, copiedBytesPerSecond } = figures;
  if (queued === 0 || phase === 'finished') return [];
  const text = `copied about ${ofText(copied, queued, 'queued')}, ${sizeText(copiedBytes)} of ${sizeText(queuedBytes)}`;
  return [[text, ...rateText(copiedPerSecond, countText), ...rateText(copiedBytesPerSecond, sizeText)].join(', ')];
}

/** How far an inventory run is, in a line. */
export function inventoryLine(figures: InventoryFigures): string {
  const { phase, quota, secondsLeft } = figures;
  return [
    phaseText(figures),
    ...copyingText(figures),
    ...(phase === 'listing' && quota !== undefined
      ? [`Admin API: ${countText(quota.remaining)} of ${countText(quota.limit)} calls left`]
      : []),
    ...(secondsLeft === undefined
      ? []
      : [`${phase === 'listing' ? 'listed' : 'copied'} in about ${durationText(secondsLeft)}`]),
  ].join('; ');
}

/** The same as `--json` prints it; docs/cli.md describes it. */
export function inventoryProgressDocument(figures: InventoryFigures) {
  const { at, phase, shards, assets, quota, secondsLeft } = figures;
  return {
    at: at.toISOString(),
    phase,
    shards: shards ?? null,
    assets: assets ?? null,
    listed: figures.listed,
    listed_bytes: figures.listedBytes,
    listed_per_second: figures.listedPerSecond ?? null,
    queued: figures.queued,
    queued_bytes: figures.queuedBytes,
    pending: figures.pending,
    copied: figures.copied,
    copied_bytes: figures.copiedBytes,
    copied_per_second: figures.copiedPerSecond ?? null,
    copied_bytes_per_second: figures.copiedBytesPerSecond ?? null,
    quota:
      quota === undefined
        ? null
        : { limit: quota.limit, remaining: quota.remaining, resets_at: quota.resetsAt.toISOString() },
    estimated_end: secondsLeft === undefined ? null : new Date(at.getTime() + secondsLeft * 1_000).toISOString(),
  };
}
