import { expect, test } from 'vitest';
import {
  countText,
  dollarText,
  durationText,
  percentText,
  plural,
  secondsText,
  sizeText,
} from '#shared/domain/text/figure-text.ts';

test.each([
  [countText(1_234_567), '1,234,567'],
  [plural(0, 'asset'), '0 assets'],
  [plural(1, 'asset'), '1 asset'],
  [plural(1234, 'asset'), '1,234 assets'],
  [sizeText(0), '0 B'],
  [sizeText(999), '999 B'],
  [sizeText(1000), '1.00 KB'],
  [sizeText(1_500_000_000), '1.50 GB'],
  [sizeText(2_000_000_000_000_000_000), '2000.00 PB'],
  [durationText(0), '0 s'],
  [durationText(59.6), '1 min 0 s'],
  [durationText(61), '1 min 1 s'],
  [durationText(3605), '1 h 0 min 5 s'],
  [durationText(3_600_000), '1,000 h 0 min 0 s'],
  [secondsText(0.42), '0.42 s'],
  [secondsText(9.994), '9.99 s'],
  [secondsText(12.34), '12.3 s'],
  [dollarText(0), '$0.00'],
  [dollarText(0.0042), '$0.0042'],
  [dollarText(0.1), '$0.10'],
  [dollarText(1234.5), '$1,234.50'],
  [percentText(0), '0%'],
  [percentText(0.125), '12.5%'],
  [percentText(1), '100%'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});
