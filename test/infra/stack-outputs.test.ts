import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { outputName } from '#infra/cloudinary-backup-stack.ts';

const cloudName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);

test('plain names stay readable', () => {
  expect(outputName('WebhookUrl', 'demo1')).toBe('WebhookUrldemo1');
  expect(outputName('WebhookUrl', 'my-cloud_Z')).toBe('WebhookUrlmyZ2dcloudZ5fZ5a');
});

test('CloudFormation accepts every name', async () => {
  await fc.assert(fc.property(cloudName, (cloud) => /^[A-Za-z0-9]+$/.test(outputName('X', cloud))));
});

test('no two clouds share a name', async () => {
  const decode = (name: string) =>
    name.replaceAll(/Z([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  await fc.assert(fc.property(cloudName, (cloud) => decode(outputName('', cloud)) === cloud));
});
