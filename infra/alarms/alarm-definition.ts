import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** One alarm: what wakes somebody, and what they are told. */
export interface AlarmDefinition {
  /** Unique in the stack; letters only. */
  readonly name: string;
  /** The cloud that the alarm is for, where each has its own. */
  readonly cloud?: string;
  /** One sentence, without its full stop: what has happened. */
  readonly meaning: string;
  /** The anchor of the heading in docs/runbook.md that explains the threshold and says what to do. */
  readonly section: string;
  /** With its statistic and its period. */
  readonly metric: IMetric;
  /** How the metric breaches. */
  readonly when: readonly [comparison: '>' | '>=' | '<', threshold: number];
  /** How many of the last so many periods must breach; without it, the last one. */
  readonly periods?: readonly [breaching: number, of: number];
  /**
   * What a period without data counts as. `fine`, without it: the metric is published when there is something to count.
   * `breach`: silence is what the alarm is about. `unchanged`: what was last seen still holds.
   */
  readonly noData?: 'fine' | 'breach' | 'unchanged';
}
