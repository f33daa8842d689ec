import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { UNKNOWN_CLOUD } from '../../shared/domain/metrics.ts';
import type { NamedFunction } from '../alarms/function-alarms.ts';
import { pipelineMetric } from '../pipeline-metric.ts';
import { graph } from './widgets.ts';

const PERIOD = { period: Duration.minutes(5) };
const SUM = { ...PERIOD, statistic: 'Sum' };

/**
 * What the API answers, and how the functions run.
 *
 * @param onTheWay those that a revision passes
 * @param beside those of which it is enough to know that they fail: a dashboard of up to 50 metrics may be free of charge
 */
export function functionsSection(
  api: HttpApi,
  onTheWay: readonly NamedFunction[],
  beside: readonly NamedFunction[],
): IWidget[] {
  return [
    graph({
      title: 'Requests to the webhook',
      width: 6,
      left: [
        api.metricCount({ ...SUM, label: 'all' }),
        api.metricClientError({ ...SUM, label: '4xx: refused, or more than the throttle lets through' }),
        api.metricServerError({ ...SUM, label: '5xx: not taken' }),
      ],
    }),
    graph({
      title: 'What names no configured cloud',
      width: 6,
      left: [
        pipelineMetric(UNKNOWN_CLOUD, 'SignatureRejections', 'other').with({ ...SUM, label: 'calls of the webhook' }),
        pipelineMetric(UNKNOWN_CLOUD, 'CopyFailures', 'other').with({ ...SUM, label: 'messages on a queue' }),
      ],
    }),
    graph({
      title: 'Errors and throttled calls of functions',
      width: 6,
      left: [
        ...[...onTheWay, ...beside].map(([name, fn]) => fn.metricErrors({ ...SUM, label: `${name}, errors` })),
        ...onTheWay.map(([name, fn]) => fn.metricThrottles({ ...SUM, label: `${name}, throttled` })),
      ],
    }),
    graph({
      title: 'Longest run of functions',
      width: 6,
      left: onTheWay.map(([name, fn]) => fn.metricDuration({ ...PERIOD, statistic: 'Maximum', label: name })),
      leftLabel: 'milliseconds',
    }),
  ];
}
