import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** Who is mailed. Each address must confirm before it gets anything. */
  readonly emails: readonly string[];
}

/**
 * Where this account's alarms go, and from where they are mailed; further subscribers may be added by hand.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { emails }: AlarmTopicProps) {
    // Not encrypted at rest: CloudWatch cannot publish under SNS's own key, a key of one's own costs a dollar a month,
    // and an alarm tells nothing but names and numbers.
    super(scope, id, { enforceSSL: true });
    const { account, partition, region } = Stack.of(this);
    // The policy that enforces SSL replaces the default one, by which everybody in the account could publish.
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
    for (const email of new Set(emails)) {
      new Subscription(this, `Email-${email}`, {
        topic: this,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint: email,
      });
    }
  }
}
