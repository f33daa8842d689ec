import { describe, expect, it, test } from 'vitest';
import {
  earlier,
  instantOfDate,
  instantOfSeconds,
  later,
  millisecondsOf,
  parseInstant,
} from '#shared/domain/text/instant.ts';

describe('parseInstant', () => {
  it.each([
    ['2026-11-20T09:15:32.418220Z', '2026-11-20T09:15:32.418220Z'],
    ['2026-11-20T09:15:32+00:00', '2026-11-20T09:15:32.000000Z'],
    ['2026-11-20T09:15:32Z', '2026-11-20T09:15:32.000000Z'],
    ['2026-11-20 09:15:32.5Z', '2026-11-20T09:15:32.500000Z'],
    ['2026-11-20T09:15:32.123456789Z', '2026-11-20T09:15:32.123456Z'],
    ['2026-11-20T23:15:32.1-05:30', '2026-11-21T04:45:32.100000Z'],
    ['2026-11-20T00:15:32+0200', '2026-11-19T22:15:32.000000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000000Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
  ])('reads %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    '2026-11-20T09:15:32',
    '2026-11-20',
    '2026-13-20T09:15:32Z',
    '2026-11-20T25:15:32Z',
    '2026-11-20T09:15:32+99:00',
    '2026-11-20T09:15:32.1234567890Z',
    '2026-11-20T09:15:32.Z',
    'x2026-11-20T09:15:32Z',
    '2026-11-20T09:15:32Zx',
    '2026-11-20T09:15:32Z\n',
    '2026-11-20_09:15:32Z',
    '0000-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    1795166132,
    null,
    undefined,
  ])('is undefined for %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

it.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [1795166132, '2026-11-20T09:15:32.000000Z'],
  [1795166132.4182, '2026-11-20T09:15:32.418000Z'],
  [1795166132.4187, '2026-11-20T09:15:32.419000Z'],
])('instantOfSeconds of %d', (seconds, instant) => {
  expect(instantOfSeconds(seconds)).toBe(instant);
});

it('instantOfDate has microseconds, so that it sorts among the others', () => {
  expect(instantOfDate(new Date('2026-11-20T09:15:32.418Z'))).toBe('2026-11-20T09:15:32.418000Z');
});

it('millisecondsOf cuts the microseconds off', () => {
  expect(millisecondsOf('2026-11-20T09:15:32.418999Z')).toBe(Date.parse('2026-11-20T09:15:32.418Z'));
});

test('earlier and later give the same for two instants in either order', () => {
  const [morning, noon] = ['2026-11-20T09:15:32.418220Z', '2026-11-20T12:00:00.000000Z'];
  expect([earlier(morning, noon), earlier(noon, morning)]).toEqual([morning, morning]);
  expect([later(morning, noon), later(noon, morning)]).toEqual([noon, noon]);
});
