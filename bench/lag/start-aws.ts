import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { awsAnswer } from '../library/aws-answer.ts';

/** Answers in this process as SSM and SQS do. */
export async function startAws(): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer(async (request, response) => {
    const answer = awsAnswer(String(request.headers['x-amz-target']), await text(request));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close().closeAllConnections() };
}
