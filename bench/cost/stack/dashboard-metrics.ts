import * as z from 'zod';

const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const body = z.object({
  widgets: z.array(z.object({ properties: z.object({ metrics: z.array(z.array(z.unknown())).default([]) }) })),
});

/**
 * How many different metrics a dashboard shows, by its body in a template, where references leave gaps.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardMetrics(dashboardBody: unknown): number {
  const text =
    typeof dashboardBody === 'string'
      ? dashboardBody
      : joined
          .parse(dashboardBody)
          ['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : Object.values(Object(part)).join('.')))
          .join('');
  const { widgets } = body.parse(JSON.parse(text));
  // Namespace, name and dimensions; how it is drawn stands in an object behind them, and an expression has nothing else.
  const metrics = widgets.flatMap(({ properties }) =>
    properties.metrics.map((metric) => metric.filter((part) => typeof part === 'string').join('\n')),
  );
  return new Set(metrics.filter((metric) => metric !== '')).size;
}
