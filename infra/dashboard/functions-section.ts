import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { GraphWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { UNKNOWN_CLOUD } from '../../shared/domain/metrics.ts';
import type { NamedFunction } from '../alarms/function-alarms.ts';
import { pipelineMetric } from '../pipeline-metric.ts';

const SUM = { statistic: 'Sum', period: Duration.minutes(5) };
const FROM_ZERO = { min: 0, showUnits: false };

export interface DashboardFunctions {
  /** Those that a revision passes. */
  readonly onTheWay: readonly NamedFunction[];
  /** Those of which it is enough to know that they fail: a dashboard of up to 50 metrics may be free of charge. */
  readonly beside: readonly NamedFunction[];
}

/** What the API answers, and how the functions run. */
export function functionsSection(api: HttpApi, { onTheWay, beside }: DashboardFunctions): readonly IWidget[][] {
  return [
    [
      new GraphWidget({
        title: 'Requests to the webhook',
        width: 6,
        left: [
          api.metricCount({ ...SUM, label: 'all' }),
          api.metricClientError({ ...SUM, label: '4xx: refused, or more than the throttle lets through' }),
          api.metricServerError({ ...SUM, label: '5xx: not taken' }),
        ],
        leftYAxis: FROM_ZERO,
      }),
      new GraphWidget({
        title: 'What names no configured cloud',
        width: 6,
        left: [
          pipelineMetric(UNKNOWN_CLOUD, 'SignatureRejections', 'other').with({
            ...SUM,
            label: 'calls of the webhook',
          }),
          pipelineMetric(UNKNOWN_CLOUD, 'CopyFailures', 'other').with({ ...SUM, label: 'messages on a queue' }),
        ],
        leftYAxis: FROM_ZERO,
      }),
      new GraphWidget({
        title: 'Errors and throttled calls of functions',
        width: 6,
        left: [
          ...[...onTheWay, ...beside].map(([name, fn]) => fn.metricErrors({ ...SUM, label: `${name}, errors` })),
          ...onTheWay.map(([name, fn]) => fn.metricThrottles({ ...SUM, label: `${name}, throttled` })),
        ],
        leftYAxis: FROM_ZERO,
      }),
      new GraphWidget({
        title: 'Longest run of functions',
        width: 6,
        left: onTheWay.map(([name, fn]) =>
          fn.metricDuration({ statistic: 'Maximum', period: Duration.minutes(5), label: name }),
        ),
        leftYAxis: { ...FROM_ZERO, label: 'milliseconds' },
      }),
    ],
  ];
}
