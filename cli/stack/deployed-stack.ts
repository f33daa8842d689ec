import { describeStack, type StackDescription } from '../../shared/adapters/aws/describe-stack.ts';
import { OperatorError } from '../operator-error.ts';

/** A deployed stack, known by its outputs. */
export class DeployedStack {
  readonly name: string;
  /** The id of its AWS account. */
  readonly account: string;
  readonly outputs: StackDescription['outputs'];

  constructor(name: string, { account, outputs }: StackDescription) {
    this.name = name;
    this.account = account;
    this.outputs = outputs;
  }

  /** @throws OperatorError where the stack has no such output */
  output(name: string): string {
    const value = this.outputs[name];
    if (value !== undefined) return value;
    throw new OperatorError(
      `The stack ${this.name} has no output ${name}. Either it is no stack of this project, or it was deployed by a version older than this command: deploy it again (npm run deploy), then repeat the command.`,
    );
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
