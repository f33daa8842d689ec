import {
  CloudWatchLogsClient,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { rootClientConfig } from './root-client-config.ts';
import type { MiniStack } from './start-ministack.ts';

/** One line that a function logged. */
export interface LogEvent {
  readonly at: Date;
  readonly message: string;
}

/**
 * What a deployed function has logged, oldest first, from `since` on. Empty if it never ran. A line appears when its
 * invocation has ended.
 */
export async function functionLogs(miniStack: MiniStack, functionName: string, since?: Date): Promise<LogEvent[]> {
  const client = new CloudWatchLogsClient(rootClientConfig(miniStack));
  const query = { logGroupName: `/aws/lambda/${functionName}`, ...(since && { startTime: since.getTime() }) };
  const events: LogEvent[] = [];
  try {
    for await (const page of paginateFilterLogEvents({ client }, query)) {
      for (const { timestamp = 0, message = '' } of page.events ?? [])
        events.push({ at: new Date(timestamp), message });
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  } finally {
    client.destroy();
  }
  return events;
}
