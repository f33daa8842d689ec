import { functionLogs } from '../../ministack/function-logs.ts';
import type { LocalCloud } from '../../start-local-cloud.ts';

const FUNCTIONS = ['WebhookFunctionName', 'WorkerFunctionName'] as const;
const LINES = 5;
const LENGTH = 600;

/** The last warnings and errors that the webhook and the worker have logged: why something is missing. */
export async function troubleInLogs({ miniStack, outputs }: LocalCloud): Promise<readonly string[]> {
  const trouble: string[] = [];
  for (const name of FUNCTIONS) {
    const events = await functionLogs(miniStack, outputs[name] ?? '');
    const lines = events.map(({ message }) => message.trim()).filter((line) => /"level":"(WARN|ERROR)"/.test(line));
    trouble.push(...lines.slice(-LINES).map((line) => line.slice(0, LENGTH)));
  }
  return trouble;
}
