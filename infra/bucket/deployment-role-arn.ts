import { DefaultStackSynthesizer, Fn, type Stack } from 'aws-cdk-lib';

/**
 * The role that CloudFormation takes to create and change the resources of a stack; `undefined` where CDK's bootstrap
 * does not provide it.
 *
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export function deploymentRoleArn({ synthesizer }: Stack): string | undefined {
  if (!(synthesizer instanceof DefaultStackSynthesizer)) return undefined;
  // Placeholders of `Fn::Sub` otherwise, which nothing would resolve within a policy.
  return synthesizer.cloudFormationExecutionRoleArn.replaceAll(/\$\{(AWS::\w+)\}/g, (_, name: string) => Fn.ref(name));
}
