import { printable } from './printable.ts';

/** A count with separators: `1,234`. */
export function countText(count: number): string {
  return count.toLocaleString('en');
}

/** A count and what is counted: `1 asset`, `2 assets`. */
export function plural(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in the unit that leaves few digits, of 1,000 each, as Cloudinary counts: `0 B`, `1.50 GB`. */
export function sizeText(bytes: number): string {
  let amount = bytes;
  let unit: (typeof UNITS)[number] = 'B';
  for (const larger of UNITS.slice(1)) {
    if (amount < 1000) break;
    amount /= 1000;
    unit = larger;
  }
  return `${unit === 'B' ? countText(amount) : amount.toFixed(2)} ${unit}`;
}

/** Seconds in hours, minutes and seconds: `1 h 0 min 5 s`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return [
    ...(hours > 0 ? [`${countText(hours)} h`] : []),
    ...(whole >= 60 ? [`${minutes} min`] : []),
    `${whole % 60} s`,
  ].join(' ');
}

/** Measured seconds: `0.42 s`, `12.3 s`. */
export function secondsText(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** Dollars, with as many digits as a small amount needs: `$12.30`, `$0.0042`. */
export function dollarText(dollars: number): string {
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: dollars < 0.1 ? 4 : 2 })}`;
}

/** A share as a percentage: `12.5%`. */
export function percentText(share: number): string {
  return `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })}%`;
}

/** A name that came from elsewhere, in quotes: it can end no line, and command no terminal. */
export function quoted(name: string): string {
  return printable(JSON.stringify(name));
}
