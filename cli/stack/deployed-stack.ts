import { describeStack, type StackDescription } from '#shared/adapters/aws/describe-stack.ts';
import { DEFAULT_QUOTA_RESERVE } from '#shared/domain/cloudinary/quota.ts';
import type { QueueName } from '#shared/usecases/queue-name.ts';
import { OperatorError, UsageError } from '../operator-error.ts';

/** A deployed stack, with its outputs. */
export class DeployedStack {
  readonly name: string;
  /** The id of the AWS account. */
  readonly account: string;
  /** The clouds. Each has an output with the URL that Cloudinary posts to, which ends in its name. */
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

  /** The value of an output. @throws OperatorError if the stack has no such output */
  output(name: string): string {
    const value = this.#outputs[name];
    if (value !== undefined) return value;
    throw new OperatorError(
      `The stack ${this.name} has no output ${name}. Either it is not a stack of this project, or an older version deployed it. In the latter case, deploy it again (npm run deploy), then repeat the command.`,
    );
  }

  /** The share of the Admin API's quota that the stack leaves to others; the default if an older version deployed it. */
  get quotaReserve(): number {
    return Number(this.#outputs['QuotaReserve'] ?? DEFAULT_QUOTA_RESERVE);
  }

  /**
   * The URL of a queue or of its dead-letter queue.
   *
   * @throws OperatorError if the stack has no such output
   */
  queueUrl(queue: QueueName, kind: 'Queue' | 'DeadLetterQueue' = 'Queue'): string {
    return this.output(`${queue.charAt(0).toUpperCase()}${queue.slice(1)}${kind}Url`);
  }

  /**
   * The clouds that a command works on: the named one, or all.
   *
   * @throws UsageError if the stack has no such cloud; OperatorError if it names none at all
   */
  chosenClouds(named: string | undefined): readonly string[] {
    const { name, clouds } = this;
    if (clouds.length === 0) {
      throw new OperatorError(
        `The outputs of the stack ${name} name no cloud. Either it is not a stack of this project, or another version deployed it. In the latter case, deploy it again (npm run deploy), then repeat the command.`,
      );
    }
    if (named === undefined) return clouds;
    if (clouds.includes(named)) return [named];
    throw new UsageError(`The stack ${name} has no cloud ${named}. It has: ${clouds.join(', ')}.`);
  }

  /** Reads a stack. @throws OperatorError if there is no such stack; what the SDK throws for anything else */
  static async read(name: string): Promise<DeployedStack> {
    const description = await describeStack(name);
    if (description !== undefined) return new DeployedStack(name, description);
    throw new OperatorError(
      `There is no stack ${name} in this account and region. Name another one with --stack, or set AWS_PROFILE and AWS_REGION to where it is deployed.`,
    );
  }
}
