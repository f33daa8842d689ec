import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { handler } from '#functions/marker/handler.ts';
import { useCloudFormation } from '../custom-resource.ts';
import { lambdaContext } from '../lambda-context.ts';

const s3 = mockClient(S3Client);
const MARKER = { Bucket: 'backup', Key: '.wellknown/cloudinary/demo' };

const ID = 'backup/.wellknown/cloudinary/demo';
const cloudFormation = useCloudFormation();
const { answers, SUCCESS } = cloudFormation;

beforeEach(() => void s3.reset());

function call(type: 'Create' | 'Update' | 'Delete') {
  return handler(cloudFormation.event(type, MARKER, ID), lambdaContext());
}

describe('the marker function', () => {
  test.each(['Create', 'Update'] as const)('on %s, writes an empty object', async (type) => {
    s3.on(PutObjectCommand).resolves({});
    await call(type);
    expect(s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input)).toEqual([{ ...MARKER, Body: '' }]);
    expect(answers).toMatchObject([{ ...SUCCESS, PhysicalResourceId: ID }]);
  });

  test('on Delete, does nothing and says so at once', async () => {
    await call('Delete');
    expect(s3.calls()).toEqual([]);
    expect(answers).toMatchObject([{ ...SUCCESS, PhysicalResourceId: ID }]);
  });

  test('answers CloudFormation why it failed', async () => {
    s3.on(PutObjectCommand).rejects(new Error('Access Denied'));
    await call('Create');
    expect(answers).toMatchObject([
      {
        ...SUCCESS,
        Status: 'FAILED',
        PhysicalResourceId: ID,
        Reason: `Could not write the marker. S3 failed: PutObject on ${ID} (Error). Error: Access Denied`,
      },
    ]);
  });

  test('sends no content type, because the URL is not signed for one', async () => {
    s3.on(PutObjectCommand).resolves({});
    await call('Create');
    expect(cloudFormation.contentTypes[0] ?? '').toBe('');
  });

  test('fails, and is called again, if its answer was not accepted', async () => {
    s3.on(PutObjectCommand).resolves({});
    cloudFormation.takes(503);
    await expect(call('Create')).rejects.toThrow('CloudFormation did not accept the answer: HTTP 503');
  });
});
