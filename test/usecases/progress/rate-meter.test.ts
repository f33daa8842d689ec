import { expect, test } from 'vitest';
import { RateMeter } from '../../../shared/usecases/progress/rate-meter.ts';

function at(seconds: number) {
  return new Date(1_000 * seconds);
}

test('a rate is not known before something has grown', () => {
  const meter = new RateMeter();
  expect(meter.perSecond(at(0))).toBeUndefined();
  meter.add(at(0), 5);
  meter.add(at(2), 5);
  expect(meter.perSecond(at(2))).toBeUndefined();
});

test('a rate is that of the last minute', () => {
  const meter = new RateMeter();
  for (let second = 0; second <= 100; second += 2) meter.add(at(second), second * 3);
  for (let second = 102; second <= 200; second += 2) meter.add(at(second), 300 + (second - 100) * 10);
  expect(meter.perSecond(at(200))).toBeCloseTo(10);
});

test('a rate falls when nothing grows any more', () => {
  const meter = new RateMeter();
  for (let second = 0; second <= 100; second += 2) meter.add(at(second), second * 3);
  expect(meter.perSecond(at(120))).toBeCloseTo((3 * 40) / 60, 0);
  expect(meter.perSecond(at(400))).toBeLessThan(0.1);
});

test('what grows in steps of minutes has the rate of its last step, not of its pause', () => {
  const meter = new RateMeter();
  meter.add(at(0), 0);
  meter.add(at(600), 6_000);
  expect(meter.perSecond(at(600))).toBeCloseTo(10);
  expect(meter.perSecond(at(900))).toBeCloseTo(10);
  meter.add(at(1_200), 6_600);
  expect(meter.perSecond(at(1_300))).toBeCloseTo(1);
});

test('a count that falls, as of messages that were counted wrongly, is no rate', () => {
  const meter = new RateMeter();
  meter.add(at(0), 10);
  meter.add(at(2), 4);
  meter.add(at(4), 14);
  expect(meter.perSecond(at(4))).toBeCloseTo(1);
});
