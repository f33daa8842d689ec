import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSEvent } from 'aws-lambda';

const s3 = new S3Client();
const ssm = new SSMClient();

/** The event from API Gateway, with the body as a length and a hash. */
export async function echo({ body, ...event }: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const content = Buffer.from(body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  console.log('echo', event.rawPath);
  const answer = { ...event, bytes: content.length, md5: createHash('md5').update(content).digest('hex') };
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
}

/** What the function's role may do, and its environment. */
export async function probe({ body }: APIGatewayProxyEventV2): Promise<unknown> {
  const { BUCKET: Bucket, PARAMETER: Name } = process.env;
  const secret = await attempt(async () => {
    const answer = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return answer.Parameter?.Value;
  });
  const put = await attempt(
    async () => (await s3.send(new PutObjectCommand({ Bucket, Key: 'probe', Body: body ?? '' }))).ETag,
  );
  return { secret, put, env: process.env };
}

async function attempt(action: () => Promise<unknown>): Promise<unknown> {
  try {
    return await action();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** Logs each message. */
export async function consume(event: SQSEvent): Promise<void> {
  for (const record of event.Records) console.log(record.body);
}
