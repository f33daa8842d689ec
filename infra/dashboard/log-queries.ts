import {
  DashboardVariable,
  DefaultValue,
  type IWidget,
  LogQueryWidget,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { NodeFunction } from '../node-function.ts';

/** A question that the logs answer, in the language of CloudWatch Logs Insights. */
export interface LogQuery {
  readonly title: string;
  readonly log: 'workers' | 'webhook';
  /** One command a line. No single quote, so that it can be given to a shell as it is. */
  readonly lines: readonly string[];
}

/** Stands in queries for the asset in question. */
export const ASSET_PLACEHOLDER = 'the-asset-id';

/** The questions that the runbook asks; it shows the same queries. */
export const LOG_QUERIES: readonly LogQuery[] = [
  {
    title: 'What happened to an asset (enter its asset_id at the top)',
    log: 'workers',
    lines: [
      'fields @timestamp, message, version, bytes, key, reason',
      `filter asset_id = "${ASSET_PLACEHOLDER}"`,
      'sort @timestamp desc',
    ],
  },
  {
    title: 'Lost, too large and unverifiable revisions',
    log: 'workers',
    lines: [
      'fields @timestamp, cloud, message, asset_id, version, bytes, reason',
      'filter message like /revision (lost|too-large|unverifiable)/',
      'sort @timestamp desc',
    ],
  },
  {
    title: 'Why messages were handed back',
    log: 'workers',
    lines: [
      'filter message in ["message handed back", "message sent again, to wait"]',
      'stats count(*) as times, max(attempt) as attempts, latest(reason) as last_reason by queue, code',
      'sort times desc',
    ],
  },
  {
    title: 'Refused requests, by cloud and signing key',
    log: 'webhook',
    lines: [
      'filter verdict = "rejected"',
      'stats count(*) as times, latest(@timestamp) as last by cloud, rejection, signature_key',
      'sort times desc',
    ],
  },
  {
    title: 'Slowest copies',
    log: 'workers',
    // A version is the UNIX time of the upload.
    lines: [
      'filter message = "revision stored"',
      'fields @timestamp, cloud, asset_id, version, bytes, toMillis(@timestamp) / 1000 - version as lag_seconds',
      'sort lag_seconds desc',
    ],
  },
];

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
 * The saved queries as tables, not as query definitions, which MiniStack does not have. Each opens in Logs Insights. A
 * query costs by what it reads, and runs when someone looks at its table.
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
