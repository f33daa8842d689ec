import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, SingleValueWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../shared/domain/metrics.ts';
import { pipelineMetric } from '../pipeline-metric.ts';

/** Runs come once a day or seldom: what each found is a point of its own. */
const HOUR = Duration.hours(1);
const FROM_ZERO = { min: 0, showUnits: false };

/** One cloud: how complete its backup is by the last inventory, and what runs found day by day. */
export function completenessSection(cloud: string): readonly IWidget[][] {
  const found = (name: Exclude<MetricName, 'CopyFailures' | 'Notifications' | 'SignatureRejections'>, label: string) =>
    pipelineMetric(cloud, name).with({ statistic: 'Maximum', period: HOUR, label });
  const counted = (name: 'InventoryRuns' | 'VerifyRuns' | 'RevisionsUnobtainable', label: string) =>
    pipelineMetric(cloud, name).with({ statistic: 'Sum', period: HOUR, label });
  const atCloudinary = found('AssetsAtCloudinary', 'at Cloudinary');
  const protectedAssets = found('AssetsProtected', 'protected');
  const unprotected = found('AssetsUnprotected', 'not protected');
  return [
    [new TextWidget({ markdown: `## ${cloud}`, width: 24, height: 1 })],
    [
      new SingleValueWidget({
        title: 'At the last inventory in the range shown',
        width: 6,
        height: 6,
        metrics: [atCloudinary, protectedAssets, unprotected],
      }),
      new GraphWidget({
        title: 'Assets',
        width: 9,
        left: [atCloudinary, protectedAssets],
        right: [unprotected],
        leftYAxis: { ...FROM_ZERO, label: 'assets' },
        rightYAxis: { ...FROM_ZERO, label: 'not protected' },
      }),
      new GraphWidget({
        title: 'What inventories found',
        width: 9,
        left: [
          found('RevisionsFoundMissing', 'revisions missing, and queued'),
          counted('RevisionsUnobtainable', 'refused by Cloudinary'),
          found('ChangesUntold', 'changes that no notification told'),
          found('TriggersRepaired', 'triggers repaired'),
        ],
        right: [found('LibraryShrinkage', 'library shrunk by')],
        leftYAxis: FROM_ZERO,
        rightYAxis: { ...FROM_ZERO, label: '%' },
      }),
    ],
    [
      new GraphWidget({
        title: 'What verify runs found, before mending',
        width: 12,
        left: [found('RevisionsMissing', 'missing'), found('RevisionsDamaged', 'damaged')],
        leftYAxis: { ...FROM_ZERO, label: 'revisions' },
      }),
      new GraphWidget({
        title: 'Runs that finished',
        width: 12,
        left: [counted('InventoryRuns', 'inventory'), counted('VerifyRuns', 'verify')],
        leftYAxis: FROM_ZERO,
      }),
    ],
  ];
}
