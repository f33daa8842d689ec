import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { UNKNOWN_CLOUD } from '#shared/domain/metrics.ts';
import { pipelineMetric } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

const SUM = { statistic: 'Sum', period: Duration.minutes(5) };

/** A scan is over within two periods; a refused notification comes again in three or four. */
function refusals(cloud: string, reason: 'other' | 'mismatch'): Pick<AlarmDefinition, 'metric' | 'when' | 'periods'> {
  return {
    metric: pipelineMetric(cloud, 'SignatureRejections', reason).with(SUM),
    when: ['>=', 1],
    periods: [3, 6],
  };
}

const REFUSED = 'If Cloudinary sent some of them, their changes are missed until the next inventory run';

/**
 * What the webhook refuses. Cloudinary repeats a notification that was not answered by 200 three times, after 3, 6 and 9
 * minutes, and then drops it: what comes again in period after period is about to be missed.
 *
 * Sources: https://cloudinary.com/documentation/notifications,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function webhookAlarms(api: HttpApi, clouds: readonly string[]): readonly AlarmDefinition[] {
  return [
    {
      name: 'WebhookFailures',
      section: 'webhook-failures',
      meaning: 'The webhook answers notifications with 5xx',
      cost: 'Cloudinary drops a notification that fails for 20 minutes; until the next inventory run, its change is missed',
      metric: api.metricServerError(SUM),
      when: ['>=', 1],
      periods: [2, 3],
    },
    {
      name: 'WebhookRefusals',
      section: 'webhook-refusals',
      meaning: "The webhook's API refused a hundred requests or more within five minutes",
      cost: REFUSED,
      metric: api.metricClientError(SUM),
      // A scan is a few requests. Hundreds are a flood, or a bulk change at Cloudinary above the throttle.
      when: ['>=', 100],
    },
    {
      ...refusals(UNKNOWN_CLOUD, 'other'),
      name: 'UnknownCloudDeliveries',
      section: 'webhook-refusals',
      meaning: 'Requests keep coming for a cloud that is not configured',
      cost: 'If it is one of your clouds, its notifications are missed',
    },
    ...clouds.map((cloud) => ({
      ...refusals(cloud, 'other'),
      name: 'OtherRejections',
      cloud,
      section: 'webhook-refusals',
      meaning: `The webhook keeps refusing requests for ${cloud}, for reasons other than their signature`,
      cost: REFUSED,
    })),
    ...clouds.map((cloud) => ({
      ...refusals(cloud, 'mismatch'),
      name: 'SignatureRejections',
      cloud,
      section: 'signature-rejections',
      meaning: `Requests for ${cloud} are signed with a secret that is not stored for it`,
      cost: 'If they come from Cloudinary, uploads are copied only by the nightly inventory run until you fix it',
    })),
    ...clouds.map(
      (cloud): AlarmDefinition => ({
        name: 'SetAside',
        cloud,
        section: 'set-aside',
        meaning: `The webhook set aside a notification of ${cloud}, or a part of one, that it does not understand`,
        cost: 'What it reports is missed until the next inventory run, unless you redrive it within 14 days',
        metric: pipelineMetric(cloud, 'Notifications', 'set-aside').with({
          statistic: 'Sum',
          period: Duration.hours(1),
        }),
        when: ['>=', 1],
        // It is not urgent, so it may be seen the next morning: it clears a day after the last one.
        periods: [1, 24],
      }),
    ),
  ];
}
