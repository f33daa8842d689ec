import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** One alarm: when it fires, and what its mail says. */
export interface AlarmDefinition {
  /** Unique in the stack; letters only. */
  readonly name: string;
  /** The cloud that the alarm is for, if each cloud has its own. */
  readonly cloud?: string;
  /** One sentence, without its full stop: what is wrong. */
  readonly meaning: string;
  /** One sentence, without its full stop: what that costs. */
  readonly cost: string;
  /** The anchor of the heading in docs/runbook.md that explains the threshold and says what to do. */
  readonly section: string;
  /** With its statistic and its period. */
  readonly metric: IMetric;
  /** How the metric breaches. */
  readonly when: readonly [comparison: '>' | '>=' | '<', threshold: number];
  /** How many of the last so many periods must breach; without it, the last one. */
  readonly periods?: readonly [breaching: number, of: number];
  /**
   * What a period without data counts as; `fine` by default, as for metrics that are published only when there is
   * something to count. `breach`: the alarm is about silence. `unchanged`: what was last seen still holds.
   */
  readonly noData?: 'fine' | 'breach' | 'unchanged';
}
