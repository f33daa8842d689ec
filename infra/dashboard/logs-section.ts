import {
  DashboardVariable,
  DefaultValue,
  type IWidget,
  LogQueryWidget,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { NodeFunction } from '../node-function.ts';
import { ASSET_PLACEHOLDER, LOG_QUERIES } from './log-queries.ts';

/** A field at the top of the dashboard whose text takes the placeholder's place in the query about an asset. */
export function assetVariable(): DashboardVariable {
  return new DashboardVariable({
    id: 'asset',
    type: VariableType.PATTERN,
    label: 'asset_id',
    inputType: VariableInputType.INPUT,
    value: ASSET_PLACEHOLDER,
    defaultValue: DefaultValue.value(ASSET_PLACEHOLDER),
    visible: true,
  });
}

/**
 * The saved queries as tables, rather than as query definitions, which MiniStack does not know. Each opens in Logs
 * Insights. A query costs by what it reads, and runs when its table is looked at.
 */
export function logsSection(webhook: NodeFunction, workers: readonly NodeFunction[]): IWidget[][] {
  return LOG_QUERIES.map(({ title, log, lines }) => [
    new LogQueryWidget({
      title,
      width: 24,
      height: 6,
      logGroupNames: (log === 'webhook' ? [webhook] : workers).map(({ logGroup }) => logGroup.logGroupName),
      queryLines: [...lines, 'limit 50'],
    }),
  ]);
}
