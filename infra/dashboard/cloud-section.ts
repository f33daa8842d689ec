import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, SingleValueWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { COPY_FAILURE_REASONS, NOTIFICATION_VERDICTS, REFUSAL_REASONS } from '../../shared/domain/metrics.ts';
import { pipelineMetric } from '../pipeline-metric.ts';

const SUM = { statistic: 'Sum', period: Duration.minutes(5) };
const FROM_ZERO = { min: 0, showUnits: false };

/** One cloud: how late its revisions are, how many are protected, and what did not go well. */
export function cloudSection(cloud: string): readonly IWidget[][] {
  const stored = pipelineMetric(cloud, 'RevisionsStored').with({ ...SUM, label: 'revisions' });
  const bytes = pipelineMetric(cloud, 'BytesStored').with({ ...SUM, label: 'bytes' });
  const lost = pipelineMetric(cloud, 'RevisionsLost').with({ ...SUM, label: 'lost' });
  const tooLarge = pipelineMetric(cloud, 'RevisionsTooLarge').with({ ...SUM, label: 'too large' });
  const unverifiable = pipelineMetric(cloud, 'RevisionsUnverifiable').with({ ...SUM, label: 'unverifiable' });
  const alreadyStored = pipelineMetric(cloud, 'RevisionsAlreadyStored').with({ ...SUM, label: 'stored before' });
  const excluded = pipelineMetric(cloud, 'RevisionsExcluded').with({ ...SUM, label: 'excluded by rules' });
  const lag = pipelineMetric(cloud, 'BackupLag').with({ period: Duration.minutes(5) });
  const retryAge = pipelineMetric(cloud, 'RetryAge').with({ statistic: 'Maximum', period: Duration.minutes(5) });
  const quota = pipelineMetric(cloud, 'QuotaLeft').with({ statistic: 'Minimum', period: Duration.minutes(5) });
  return [
    [new TextWidget({ markdown: `## ${cloud}`, width: 24, height: 1 })],
    [
      new SingleValueWidget({
        title: 'In the range shown',
        width: 6,
        height: 6,
        metrics: [stored, bytes, lost],
        setPeriodToTimeRange: true,
      }),
      new GraphWidget({
        title: 'How late copies are',
        width: 9,
        left: [
          lag.with({ statistic: 'p50', label: 'half are faster than' }),
          lag.with({ statistic: 'p95', label: '95 % are faster than' }),
          lag.with({ statistic: 'Maximum', label: 'latest' }),
        ],
        leftYAxis: { ...FROM_ZERO, label: 'milliseconds' },
        leftAnnotations: [{ value: 900_000, label: 'alarm, 95 %' }],
      }),
      new GraphWidget({
        title: 'Protected',
        width: 9,
        left: [stored, alreadyStored, excluded],
        right: [bytes],
        leftYAxis: { ...FROM_ZERO, label: 'revisions' },
        rightYAxis: { ...FROM_ZERO, label: 'bytes' },
      }),
    ],
    [
      new GraphWidget({
        title: 'Not in the bucket',
        width: 6,
        left: [lost, tooLarge, unverifiable],
        leftYAxis: FROM_ZERO,
      }),
      new GraphWidget({
        title: 'Attempts that failed, and are repeated',
        width: 6,
        left: COPY_FAILURE_REASONS.map((reason) =>
          pipelineMetric(cloud, 'CopyFailures', reason).with({ ...SUM, label: reason }),
        ),
        right: [retryAge.with({ label: 'the oldest of them' })],
        leftYAxis: FROM_ZERO,
        rightYAxis: { ...FROM_ZERO, label: 'milliseconds' },
        rightAnnotations: [{ value: 3_600_000, label: 'alarm, the oldest' }],
      }),
      new GraphWidget({
        title: 'Notifications',
        width: 6,
        left: NOTIFICATION_VERDICTS.map((verdict) =>
          pipelineMetric(cloud, 'Notifications', verdict).with({ ...SUM, label: verdict }),
        ),
        right: REFUSAL_REASONS.map((reason) =>
          pipelineMetric(cloud, 'SignatureRejections', reason).with({ ...SUM, label: `refused: ${reason}` }),
        ),
        leftYAxis: FROM_ZERO,
        rightYAxis: FROM_ZERO,
      }),
      new GraphWidget({
        title: "Calls left of Cloudinary's hourly quota",
        width: 6,
        left: [quota.with({ label: 'calls' })],
        leftYAxis: FROM_ZERO,
      }),
    ],
  ];
}
