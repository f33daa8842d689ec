import { Duration } from 'aws-cdk-lib';
import { type IWidget, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { COPY_FAILURE_REASONS, NOTIFICATION_VERDICTS, REFUSAL_REASONS } from '#shared/domain/metrics.ts';
import { type PlainMetric, pipelineMetric } from '../pipeline-metric.ts';
import { graph, textRow } from './widgets.ts';

const PERIOD = { period: Duration.minutes(5) };
const SUM = { ...PERIOD, statistic: 'Sum' };

/** One cloud: how late its copies are, how many revisions are stored, and what failed. */
export function cloudSection(cloud: string): IWidget[][] {
  const sum = (name: PlainMetric, label: string) => pipelineMetric(cloud, name).with({ ...SUM, label });
  const stored = sum('RevisionsStored', 'revisions');
  const bytes = sum('BytesStored', 'bytes');
  const lost = sum('RevisionsLost', 'lost');
  const lag = (statistic: string, label: string) =>
    pipelineMetric(cloud, 'BackupLag').with({ ...PERIOD, statistic, label });
  return [
    textRow(`## ${cloud}`, 1),
    [
      new SingleValueWidget({
        title: 'In the range shown',
        width: 6,
        height: 6,
        metrics: [stored, bytes, lost],
        setPeriodToTimeRange: true,
      }),
      graph({
        title: 'How late copies are',
        width: 9,
        left: [lag('p50', 'half are faster than'), lag('p95', '95 % are faster than'), lag('Maximum', 'latest')],
        leftLabel: 'milliseconds',
        leftAnnotations: [{ value: 900_000, label: 'alarm, 95 %' }],
      }),
      graph({
        title: 'Revisions, by outcome',
        width: 9,
        left: [stored, sum('RevisionsAlreadyStored', 'already stored'), sum('RevisionsExcluded', 'excluded by rules')],
        right: [bytes],
        leftLabel: 'revisions',
        rightLabel: 'bytes',
      }),
    ],
    [
      graph({
        title: 'Not in the bucket',
        width: 6,
        left: [lost, sum('RevisionsTooLarge', 'too large'), sum('RevisionsUnverifiable', 'unverifiable')],
      }),
      graph({
        title: 'Failed attempts, which are repeated',
        width: 6,
        left: COPY_FAILURE_REASONS.map((reason) =>
          pipelineMetric(cloud, 'CopyFailures', reason).with({ ...SUM, label: reason }),
        ),
        right: [
          pipelineMetric(cloud, 'RetryAge').with({ ...PERIOD, statistic: 'Maximum', label: 'age of the oldest' }),
        ],
        rightLabel: 'milliseconds',
        rightAnnotations: [{ value: 3_600_000, label: 'alarm, age of the oldest' }],
      }),
      graph({
        title: 'Notifications',
        width: 6,
        left: NOTIFICATION_VERDICTS.map((verdict) =>
          pipelineMetric(cloud, 'Notifications', verdict).with({ ...SUM, label: verdict }),
        ),
        right: REFUSAL_REASONS.map((reason) =>
          pipelineMetric(cloud, 'SignatureRejections', reason).with({ ...SUM, label: `refused: ${reason}` }),
        ),
      }),
      graph({
        title: "Calls left in Cloudinary's hourly quota",
        width: 6,
        left: [pipelineMetric(cloud, 'QuotaLeft').with({ ...PERIOD, statistic: 'Minimum', label: 'calls' })],
      }),
    ],
  ];
}
