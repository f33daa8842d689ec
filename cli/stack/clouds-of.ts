import { OperatorError } from '../operator-error.ts';
import { UsageError } from '../usage-error.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** The clouds of the stack: each has an output with the address that Cloudinary posts to, which ends in its name. */
export function cloudsOf({ outputs }: Pick<DeployedStack, 'outputs'>): readonly string[] {
  return Object.entries(outputs)
    .filter(([name]) => name.startsWith('WebhookUrl'))
    .map(([, url]) => url.slice(url.lastIndexOf('/') + 1))
    .toSorted();
}

/**
 * The clouds that a command is for: the one that is named, else all.
 *
 * @throws UsageError where the stack has no such cloud; OperatorError where it names none at all
 */
export function chosenClouds(
  stack: Pick<DeployedStack, 'name' | 'outputs'>,
  named: string | undefined,
): readonly string[] {
  const clouds = cloudsOf(stack);
  if (clouds.length === 0) {
    throw new OperatorError(
      `The outputs of the stack ${stack.name} name no cloud. Either it is no stack of this project, or it was deployed by another version than this command: deploy it again (npm run deploy), then repeat the command.`,
    );
  }
  if (named === undefined) return clouds;
  if (clouds.includes(named)) return [named];
  const those = `there ${clouds.length === 1 ? 'is' : 'are'} ${clouds.join(', ')}`;
  throw new UsageError(`The stack ${stack.name} has no cloud ${named}: ${those}.`);
}
