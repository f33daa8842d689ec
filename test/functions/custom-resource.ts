import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterEach, beforeEach } from 'vitest';
import { type LoopbackServer, startLoopbackServer } from '../adapters/loopback-server.ts';

/** What a function answered to CloudFormation. */
interface CustomResourceAnswer {
  readonly Status?: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
}

const COMMON = { StackId: 'arn:stack', RequestId: 'request-1', LogicalResourceId: 'Resource' };

/** CloudFormation as functions for custom resources see it, fresh for each test of a file. */
export function useCloudFormation() {
  let server: LoopbackServer;
  const answers: CustomResourceAnswer[] = [];
  const contentTypes: (string | undefined)[] = [];

  beforeEach(async () => {
    answers.length = 0;
    contentTypes.length = 0;
    server = await startLoopbackServer();
    cloudFormation.takes(200);
  });
  afterEach(() => server.close());

  const cloudFormation = {
    answers,
    /** The content types of the answers, from their headers. */
    contentTypes,
    /** An answer with a success, and the parts of the event that every answer repeats. */
    SUCCESS: { Status: 'SUCCESS', ...COMMON },
    /** Every answer from now on gets this status. */
    takes: (status: number) => {
      server.answer = async (request, response) => {
        answers.push(JSON.parse(Buffer.concat(await request.toArray()).toString()));
        contentTypes.push(request.headers['content-type']);
        response.writeHead(status).end();
      };
    },
    event: <Properties extends object>(
      RequestType: CloudFormationCustomResourceEvent['RequestType'],
      properties: Properties,
      PhysicalResourceId: string,
    ) =>
      ({
        ...COMMON,
        RequestType,
        ServiceToken: 'arn:function',
        ResponseURL: `${server.origin}/answer?signature=x`,
        ResourceType: 'Custom::Resource',
        ResourceProperties: { ServiceToken: 'arn:function', ...properties },
        ...(RequestType !== 'Create' && { PhysicalResourceId }),
        ...(RequestType === 'Update' && { OldResourceProperties: {} }),
      }) as CloudFormationCustomResourceEvent<Properties & { ServiceToken: string }>, // the union cannot be built from parts
  };
  return cloudFormation;
}
