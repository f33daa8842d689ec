import { describeStack, type StackDescription } from '#shared/adapters/aws/describe-stack.ts';
import type { Lane } from '#shared/usecases/lane.ts';
import { OperatorError, UsageError } from '../operator-error.ts';

/** A deployed stack, known by its outputs. */
export class DeployedStack {
  readonly name: string;
  /** The id of its AWS account. */
  readonly account: string;
  /** Its clouds: each has an output with the address that Cloudinary posts to, which ends in its name. */
  readonly clouds: readonly string[];
  readonly #outputs: StackDescription['outputs'];

  constructor(name: string, { account, outputs }: StackDescription) {
    this.name = name;
    this.account = account;
    this.#outputs = outputs;
    this.clouds = Object.entries(outputs)
      .filter(([output]) => output.startsWith('WebhookUrl'))
      .map(([, url]) => url.slice(url.lastIndexOf('/') + 1))
      .toSorted();
  }

  /** @throws OperatorError where the stack has no such output */
  output(name: string): string {
    const value = this.#outputs[name];
    if (value !== undefined) return value;
    throw new OperatorError(
      `The stack ${this.name} has no output ${name}. Either it is no stack of this project, or it was deployed by a version older than this command: deploy it again (npm run deploy), then repeat the command.`,
    );
  }

  /**
   * The URL of a lane's queue, or of what takes its dead letters.
   *
   * @throws OperatorError where the stack has no such output
   */
  queueUrl(lane: Lane, queue: 'Queue' | 'DeadLetterQueue' = 'Queue'): string {
    return this.output(`${lane.charAt(0).toUpperCase()}${lane.slice(1)}${queue}Url`);
  }

  /**
   * The clouds that a command is for: the one that is named, else all.
   *
   * @throws UsageError where the stack has no such cloud; OperatorError where it names none at all
   */
  chosenClouds(named: string | undefined): readonly string[] {
    const { name, clouds } = this;
    if (clouds.length === 0) {
      throw new OperatorError(
        `The outputs of the stack ${name} name no cloud. Either it is no stack of this project, or it was deployed by another version than this command: deploy it again (npm run deploy), then repeat the command.`,
      );
    }
    if (named === undefined) return clouds;
    if (clouds.includes(named)) return [named];
    const those = `there ${clouds.length === 1 ? 'is' : 'are'} ${clouds.join(', ')}`;
    throw new UsageError(`The stack ${name} has no cloud ${named}: ${those}.`);
  }

  /** @throws OperatorError where there is no such stack; what the SDK throws for anything else */
  static async read(name: string): Promise<DeployedStack> {
    const description = await describeStack(name);
    if (description !== undefined) return new DeployedStack(name, description);
    throw new OperatorError(
      `There is no stack ${name} in this account and region. Name another with --stack, or set AWS_PROFILE and AWS_REGION to where it is deployed.`,
    );
  }
}
