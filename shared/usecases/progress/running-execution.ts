import * as z from 'zod/mini';
import { parseDocument } from './read-document.ts';
import type { RunExecutions } from './run-executions.ts';

const inputSchema = z.object({ cloud: z.string() });

/**
 * The execution of a machine that works on a cloud, `undefined` where none does. Of two, the older one: the other will
 * yield to it.
 */
export const runningExecution = async (
  executions: RunExecutions,
  machineArn: string,
  cloud: string,
): Promise<string | undefined> => {
  const candidates: { readonly arn: string; readonly startedAt: Date }[] = [];
  for (const arn of await executions.running(machineArn)) {
    const description = await executions.describe(arn);
    if (description?.status !== 'RUNNING') continue;
    if (parseDocument(inputSchema, description.input)?.cloud !== cloud) continue;
    candidates.push({ arn, startedAt: description.startedAt });
  }
  return candidates.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())[0]?.arn;
};
