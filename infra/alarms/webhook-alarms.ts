import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { UNKNOWN_CLOUD } from '#shared/domain/metrics.ts';
import { pipelineMetric } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

const SUM = { statistic: 'Sum', period: Duration.minutes(5) };

/** A scan comes and goes within two periods; one notification that is refused comes back in three or four. */
function refusals(cloud: string, reason: 'other' | 'mismatch'): Pick<AlarmDefinition, 'metric' | 'when' | 'periods'> {
  return {
    metric: pipelineMetric(cloud, 'SignatureRejections', reason).with(SUM),
    when: ['>=', 1],
    periods: [3, 6],
  };
}

/**
 * What the webhook turns away. Cloudinary sends a notification that was not answered by 200 three times more, after 3, 6
 * and 9 minutes, and then drops it: what comes back in period after period is about to be missed.
 *
 * Sources: https://cloudinary.com/documentation/notifications,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function webhookAlarms(api: HttpApi, clouds: readonly string[]): readonly AlarmDefinition[] {
  return [
    {
      name: 'WebhookFailures',
      section: 'webhook-failures',
      meaning: 'The webhook answers notifications with 5xx, and Cloudinary gives them up after 20 minutes',
      metric: api.metricServerError(SUM),
      when: ['>=', 1],
      periods: [2, 3],
    },
    {
      name: 'WebhookRefusals',
      section: 'webhook-refusals',
      meaning: 'The API turns a hundred requests away within five minutes, real notifications among them perhaps',
      metric: api.metricClientError(SUM),
      // Scans are a few requests. Hundreds are a flood, or a bulk change at Cloudinary above the throttle.
      when: ['>=', 100],
    },
    {
      ...refusals(UNKNOWN_CLOUD, 'other'),
      name: 'UnknownCloudDeliveries',
      section: 'webhook-refusals',
      meaning: 'Deliveries keep coming for a cloud that is not configured',
    },
    ...clouds.map((cloud) => ({
      ...refusals(cloud, 'other'),
      name: 'OtherRejections',
      cloud,
      section: 'webhook-refusals',
      meaning: `Deliveries to the webhook of ${cloud} keep being refused, and not for their signature`,
    })),
    ...clouds.map((cloud) => ({
      ...refusals(cloud, 'mismatch'),
      name: 'SignatureRejections',
      cloud,
      section: 'signature-rejections',
      meaning: `Deliveries to the webhook of ${cloud} are signed with no secret that is stored for it`,
    })),
  ];
}
