import { Duration } from 'aws-cdk-lib';
import { type IWidget, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type PlainMetric, pipelineMetric } from '../pipeline-metric.ts';
import { graph, textRow } from './widgets.ts';

/** One cloud: how complete its backup was at the last inventory run, and what each run found. */
export function completenessSection(cloud: string): IWidget[][] {
  // Runs come once a day or less often: what each found is a point of its own.
  const hourly = (statistic: string) => (name: PlainMetric, label: string) =>
    pipelineMetric(cloud, name).with({ statistic, period: Duration.hours(1), label });
  const [found, counted] = [hourly('Maximum'), hourly('Sum')];
  const atCloudinary = found('AssetsAtCloudinary', 'at Cloudinary');
  const protectedAssets = found('AssetsProtected', 'protected');
  const unprotected = found('AssetsUnprotected', 'not protected');
  return [
    textRow(`## ${cloud}`, 1),
    [
      new SingleValueWidget({
        title: 'At the last inventory run in the range shown',
        width: 6,
        height: 6,
        metrics: [atCloudinary, protectedAssets, unprotected],
      }),
      graph({
        title: 'Assets',
        width: 9,
        left: [atCloudinary, protectedAssets],
        right: [unprotected],
        leftLabel: 'assets',
        rightLabel: 'not protected',
      }),
      graph({
        title: 'What inventory runs found',
        width: 9,
        left: [
          found('RevisionsFoundMissing', 'missing revisions, queued'),
          counted('RevisionsUnobtainable', 'refused by Cloudinary'),
          found('RevisionsUnreported', 'revisions that no notification reported in time'),
          found('ChangesUnreported', 'changes that no notification reported'),
          found('TriggersRepaired', 'triggers repaired'),
        ],
        right: [found('LibraryShrinkage', 'library shrunk by')],
        rightLabel: '%',
      }),
    ],
    [
      graph({
        title: 'What verify runs found, before repairs',
        width: 12,
        left: [
          found('RevisionsMissing', 'missing'),
          found('RevisionsDamaged', 'damaged'),
          found('RecordsMissing', 'records missing'),
        ],
        leftLabel: 'revisions',
      }),
      graph({
        title: 'Finished runs',
        width: 12,
        left: [counted('InventoryRuns', 'inventory'), counted('VerifyRuns', 'verify')],
      }),
    ],
  ];
}
