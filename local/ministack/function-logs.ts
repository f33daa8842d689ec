import {
  CloudWatchLogsClient,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { withRootClient } from './root-client-config.ts';
import type { MiniStack } from './start-ministack.ts';

/** One line that a function logged. */
export interface LogEvent {
  readonly at: Date;
  readonly message: string;
}

/**
 * What a deployed function has logged from `since` on, oldest first. Empty if it never ran. A line appears once its
 * invocation has ended.
 */
export async function functionLogs(miniStack: MiniStack, functionName: string, since?: Date): Promise<LogEvent[]> {
  const query = {
    logGroupName: await logGroupOf(miniStack, functionName),
    ...(since && { startTime: since.getTime() }),
  };
  const events: LogEvent[] = [];
  try {
    await withRootClient(miniStack, CloudWatchLogsClient, async (client) => {
      for await (const page of paginateFilterLogEvents({ client }, query)) {
        for (const { timestamp = 0, message = '' } of page.events ?? [])
          events.push({ at: new Date(timestamp), message });
      }
    });
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return events;
}

/** The log group of the deployed function, or the one that Lambda creates for a function without one. */
async function logGroupOf(miniStack: MiniStack, functionName: string): Promise<string> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const { LoggingConfig } = await withRootClient(miniStack, LambdaClient, (client) => client.send(command));
  return LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`;
}
