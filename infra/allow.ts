import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A statement that allows actions on resources, without a condition. */
export function allow(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources });
}
