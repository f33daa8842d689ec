import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSEvent } from 'aws-lambda';

const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
const ssm = new SSMClient();

/** What API Gateway handed over, with the body as a length and a hash. */
export async function echo(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  console.log('echo', event.rawPath);
  const { rawPath, rawQueryString, pathParameters, queryStringParameters, headers, isBase64Encoded, requestContext } =
    event;
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      rawPath,
      rawQueryString,
      pathParameters,
      queryStringParameters,
      headers,
      isBase64Encoded,
      requestContext,
      bytes: body.length,
      md5: createHash('md5').update(body).digest('hex'),
    }),
  };
}

/** What the function's own role may do, and the environment that it runs in. */
export async function probe(event: APIGatewayProxyEventV2): Promise<unknown> {
  const secret = await attempt(async () => {
    const answer = await ssm.send(
      new GetParameterCommand({ Name: process.env['PARAMETER'] ?? '', WithDecryption: true }),
    );
    return answer.Parameter?.Value;
  });
  const put = await attempt(async () => {
    const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    const answer = await s3.send(
      new PutObjectCommand({
        Bucket: process.env['BUCKET'] ?? '',
        Key: event.headers['x-key'] ?? 'probe',
        Body: Readable.from([body.subarray(0, body.length / 2), body.subarray(body.length / 2)]),
        ContentLength: body.length,
        ContentMD5: event.headers['x-md5'] ?? createHash('md5').update(body).digest('base64'),
        IfNoneMatch: '*',
      }),
    );
    return answer.ETag;
  });
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
