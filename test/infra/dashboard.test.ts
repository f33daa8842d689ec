import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ASSET_PLACEHOLDER, LOG_QUERIES } from '#infra/dashboard/log-queries.ts';
import { METRIC_NAMESPACE, METRICS, UNKNOWN_CLOUD } from '#shared/domain/metrics.ts';
import { REPOSITORY } from '../docs/markdown-files.ts';
import { type Dimensions, isPublished } from './published-metrics.ts';
import { SynthesizedStack } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const CLOUDS = Object.keys(TWO_CLOUDS.clouds);

// Strict where it matters: a metric is namespace, name, pairs of dimensions and rendering. Expressions have no place.
const bodySchema = z.object({
  periodOverride: z.string(),
  variables: z.array(z.looseObject({ type: z.string(), pattern: z.string(), inputType: z.string() })).optional(),
  widgets: z.array(
    z.looseObject({
      type: z.enum(['text', 'metric', 'alarm', 'log']),
      properties: z.looseObject({
        title: z.string().optional(),
        markdown: z.string().optional(),
        query: z.string().optional(),
        alarms: z.array(z.string()).optional(),
        metrics: z.array(z.array(z.union([z.string(), z.record(z.string(), z.unknown())]))).optional(),
      }),
    }),
  ),
});

function bodyOf(stack: SynthesizedStack, id = 'Dashboard') {
  return bodySchema.parse(JSON.parse(String(stack.one(id).properties['DashboardBody'])));
}

const body = bodyOf(twoClouds);
const runs = bodyOf(twoClouds, 'RunsDashboard');
const properties = body.widgets.map((widget) => widget.properties);
const metrics = [...body.widgets, ...runs.widgets].flatMap((widget) => widget.properties.metrics ?? []);

function namesOf(metric: (typeof metrics)[number]): string[] {
  return metric.filter((part): part is string => typeof part === 'string');
}

function seriesOf(metric: (typeof metrics)[number]): { namespace: string; name: string; dimensions: Dimensions } {
  const [namespace = '', name = '', ...pairs] = namesOf(metric);
  const dimensions = Object.fromEntries(
    pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1] ?? '']] : [])),
  );
  return { namespace, name, dimensions };
}

test('has the name of the stack, and its address is an output', () => {
  const stack = new SynthesizedStack({ clouds: { demo: {} }, stackName: 'Media' });
  expect(stack.one('Dashboard').properties['DashboardName']).toBe('Media');
  expect(stack.outputs['DashboardUrl']).toBe(
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Media',
  );
});

test('links to the one about runs, and is linked from it', () => {
  expect(twoClouds.one('RunsDashboard').properties['DashboardName']).toBe('CloudinaryBackup-Runs');
  expect(properties[0]?.markdown).toContain('#dashboards/dashboard/CloudinaryBackup-Runs)');
  expect(runs.widgets[0]?.properties.markdown).toContain('#dashboards/dashboard/CloudinaryBackup)');
});

test('begins with an introduction and every alarm', () => {
  expect(body.widgets.slice(0, 2).map(({ type }) => type)).toEqual(['text', 'alarm']);
  expect(properties[1]?.alarms?.toSorted()).toEqual(
    twoClouds
      .ofType('AWS::CloudWatch::Alarm')
      .map(({ id }) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${id}`)
      .toSorted(),
  );
});

test('links to the runbook if it has an address, and names the file if not', () => {
  expect(properties[0]?.markdown).toContain('follow the runbook, `docs/runbook.md`');
  const linked = bodyOf(new SynthesizedStack({ clouds: { demo: {} }, alarms: { runbookUrl: 'https://wiki.example' } }));
  expect(linked.widgets[0]?.properties.markdown).toContain('[runbook](https://wiki.example)');
});

test('shows plain metrics: no metric math, and no search', () => {
  expect(metrics.length).toBeGreaterThan(40);
  expect(JSON.stringify(metrics)).not.toContain('"expression"');
});

test('shows metrics of the pipeline with exactly the dimensions that they are published with', () => {
  const own = metrics.map(seriesOf).filter(({ namespace }) => namespace === METRIC_NAMESPACE);
  expect(own.filter(({ name, dimensions }) => !isPublished(name, dimensions, [...CLOUDS, UNKNOWN_CLOUD]))).toEqual([]);
});

describe.each(CLOUDS)('the cloud %s', (cloud) => {
  test.each(Object.keys(METRICS))('has its %s shown', (metric) => {
    const names = metrics.map(seriesOf).filter(({ dimensions }) => dimensions['cloud'] === cloud);
    expect(names.map(({ name }) => name)).toContain(metric);
  });
});

test.each([
  ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 3],
  ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 6],
  ['AWS/Lambda', 'Errors', 6],
  ['AWS/Lambda', 'Invocations', 2],
  ['AWS/States', 'ExecutionsStarted', 2],
  ['AWS/States', 'ExecutionsSucceeded', 2],
  ['AWS/States', 'ExecutionsFailed', 2],
  ['AWS/Lambda', 'Throttles', 3],
  ['AWS/ApiGateway', '5xx', 1],
  ['AWS/S3', 'BucketSizeBytes', 1],
  ['AWS/S3', 'NumberOfObjects', 1],
])('shows %s %s', (namespace, name, count) => {
  const found = metrics.map(seriesOf).filter((series) => series.namespace === namespace && series.name === name);
  expect(found).toHaveLength(count);
});

describe('the log queries', () => {
  const runbook = readFileSync(join(REPOSITORY, 'docs/runbook.md'), 'utf8');
  const shown = properties.flatMap(({ query }) => query ?? []);

  test.each(LOG_QUERIES)('"$title" is on the dashboard and in the runbook', ({ log, lines }) => {
    const groups = { webhook: ['NotificationsWebhookLog'], workers: ['RevisionsWorkerLog', 'RevisionsLargeWorkerLog'] };
    const sources = groups[log].map((group) => `SOURCE '${group}'`);
    expect(shown).toContain(`${sources.join(' | ')} | ${[...lines, 'limit 50'].join('\n| ')}`);
    expect(runbook).toContain(`'${lines.join('\n| ')}'`);
  });

  test('ask about the asset whose id is entered at the top', () => {
    expect(body.variables).toEqual([
      expect.objectContaining({ type: 'pattern', inputType: 'input', pattern: ASSET_PLACEHOLDER }),
    ]);
    expect(shown.filter((query) => query.includes(`"${ASSET_PLACEHOLDER}"`))).toHaveLength(1);
  });

  test('have no single quote, which would end them in a shell', () => {
    expect(LOG_QUERIES.flatMap(({ lines }) => lines).filter((line) => line.includes("'"))).toEqual([]);
  });
});

test('with one cloud, has no more metrics than a free dashboard', () => {
  // https://aws.amazon.com/cloudwatch/pricing/
  const stack = new SynthesizedStack();
  for (const id of ['Dashboard', 'RunsDashboard']) {
    const shown = bodyOf(stack, id).widgets.flatMap((widget) => widget.properties.metrics ?? []);
    expect(new Set(shown.map((metric) => JSON.stringify(seriesOf(metric)))).size).toBeLessThanOrEqual(50);
  }
});
