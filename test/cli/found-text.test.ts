import { expect, test } from 'vitest';
import { foundText } from '#cli/bucket/found-text.ts';

test.each([
  [['the statement A is missing'], 'the statement A is missing'],
  [['the statement A is missing', 'the statement B is missing'], '2 statements are missing: A, B'],
  [
    ['the statement A is missing', 'the statement B has been changed', 'the statement C is missing'],
    '2 statements are missing: A, C; the statement B has been changed',
  ],
  [['the marker of demo is missing', 'the marker of other is missing'], '2 markers are missing: demo, other'],
  [
    ['A', 'without a Sid'].map((name) => `the statement ${name} is not part of the deployment, and allows something`),
    '2 statements are not part of the deployment, and allow something: A, without a Sid',
  ],
  [['S3 did not say (denied)'], 'S3 did not say (denied)'],
])('%j is shown as %j', (found, expected) => {
  expect(foundText(found)).toBe(expected);
});
