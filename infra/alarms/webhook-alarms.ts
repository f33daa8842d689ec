import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { pipelineMetric } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

const SUM = { statistic: 'Sum', period: Duration.minutes(5) };

/**
 * What the webhook turns away. Cloudinary sends a notification that was not answered by 200 three times more, after 3, 6
 * and 9 minutes, and then drops it: what comes back in period after period is about to be missed.
 *
 * Sources: https://cloudinary.com/documentation/notifications,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export const webhookAlarms = (api: HttpApi, clouds: readonly string[]): readonly AlarmDefinition[] => [
  {
    name: 'WebhookFailures',
    section: 'webhook-failures',
    meaning: 'The webhook answers notifications with 5xx, and Cloudinary gives them up after 20 minutes',
    metric: api.metricServerError(SUM),
    when: ['>=', 1],
    periods: [2, 3],
    noData: 'fine',
  },
  ...clouds.map(
    (cloud): AlarmDefinition => ({
      name: 'SignatureRejections',
      cloud,
      section: 'signature-rejections',
      meaning: `Deliveries to the webhook of ${cloud} are signed with no secret that is stored for it`,
      metric: pipelineMetric(cloud, 'SignatureRejections', 'mismatch').with(SUM),
      when: ['>=', 1],
      // A scan comes and goes within two; one notification that is refused comes back in three or four.
      periods: [3, 6],
      noData: 'fine',
    }),
  ),
];
