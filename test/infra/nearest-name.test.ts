import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestName } from '#infra/configuration/nearest-name.ts';

const NAMES = ['clouds', 'stackName', 'bucketName', 'retry', 'timeouts', 'rate', 'burst'];

test.each([
  ['cluods', 'clouds'],
  ['cloud', 'clouds'],
  ['StackName', 'stackName'],
  ['bucket_name', 'bucketName'],
  ['timeout', 'timeouts'],
  ['rat', 'rate'],
])('%s was meant to be %s', (typed, meant) => {
  expect(nearestName(typed, NAMES)).toBe(meant);
});

test.each(['region', 'x', 'credentials', ''])('%j resembles nothing', (typed) => {
  expect(nearestName(typed, NAMES)).toBeUndefined();
});

test('no name is nearest if there are none', () => {
  expect(nearestName('clouds', [])).toBeUndefined();
});

test('a known name is nearest to itself', async () => {
  await fc.assert(fc.property(fc.constantFrom(...NAMES), (name) => nearestName(name, NAMES) === name));
});
