import type { Context, SQSEvent } from 'aws-lambda';
import { handler } from '#functions/worker/handler.ts';

/**
 * Entry point of one instance of the worker function. It calls the exported handler with each event that arrives over
 * IPC, one at a time, and answers with its response. It ends with its parent.
 */
const TIMEOUT_MS = 300_000;

process.on('message', (event: SQSEvent) => {
  const end = Date.now() + TIMEOUT_MS;
  const context = {
    awsRequestId: 'bench',
    functionName: 'worker',
    logStreamName: '2026/01/01/[1]bench',
    getRemainingTimeInMillis: () => end - Date.now(),
  } as Context; // The handler reads nothing else of it.
  void handler(event, context).then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
