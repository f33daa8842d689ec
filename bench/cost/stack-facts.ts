import type { DashboardBody, StackTemplate } from './stack-template.ts';

interface Dashboard {
  readonly widgets: readonly { readonly properties: { readonly metrics?: readonly (readonly unknown[])[] } }[];
}

/** The facts of the template that costs depend on. */
export type StackFacts = ReturnType<typeof stackFacts>;

/**
 * Reads the facts from a template.
 *
 * @throws Error unless the template has exactly one of each resource that must be unique
 */
export function stackFacts({ Resources }: StackTemplate) {
  const propertiesOf = (type: string, id = /./) =>
    Object.entries(Resources)
      .filter(([name, { Type }]) => Type === `AWS::${type}` && id.test(name))
      .map(([, { Properties }]) => Properties);
  const theOne = (type: string, id?: RegExp) => {
    const [found, ...more] = propertiesOf(type, id);
    if (found === undefined || more.length > 0)
      throw new Error(`The template must have exactly one ${type} with the id ${id}`);
    return found;
  };
  const schedules = propertiesOf('Scheduler::Schedule').map(({ ScheduleExpression, Target }) => {
    const [target = ''] = Object.values(Target.Arn).flat();
    return { target, invocationsPerMonth: invocationsPerMonth(ScheduleExpression) };
  });
  const runsOf = (name: string) =>
    schedules.reduce((sum, { target, invocationsPerMonth: times }) => sum + (target.startsWith(name) ? times : 0), 0);
  return {
    // CDK appends a hash of the path to an id.
    webhookMemoryMb: theOne('Lambda::Function', /^NotificationsWebhook[0-9A-F]{8}$/).MemorySize,
    workerMemoryMb: theOne('Lambda::Function', /^RevisionsWorker[0-9A-F]{8}$/).MemorySize,
    logRetentionDays: theOne('Logs::LogGroup', /^RevisionsWorkerLog/).RetentionInDays,
    /** The format of a line in the HTTP API's access log, with its `$context` variables. */
    accessLogFormat: theOne('ApiGatewayV2::Stage').AccessLogSettings.Format,
    /** The number of metrics in alarms: each is charged as an alarm. */
    alarmMetrics: propertiesOf('CloudWatch::Alarm').reduce(
      (sum, { Metrics }) => sum + (Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1),
      0,
    ),
    /** The number of metrics of each dashboard. */
    dashboards: propertiesOf('CloudWatch::Dashboard').map(({ DashboardBody }) => dashboardMetrics(DashboardBody)),
    /** The number of queues that Lambda polls. */
    eventSources: propertiesOf('Lambda::EventSourceMapping').length,
    /** The functions that a schedule invokes. */
    scheduled: schedules.flatMap(({ target, ...times }) =>
      propertiesOf('Lambda::Function', new RegExp(`^${target}$`)).map(({ MemorySize, Timeout }) => ({
        ...times,
        memoryMb: MemorySize,
        timeoutSeconds: Timeout,
      })),
    ),
    /** How many runs of each kind the schedules start in a month, for all clouds together. */
    runs: { inventory: runsOf('InventoryRuns'), verify: runsOf('VerifyRuns') },
  };
}

/**
 * The number of distinct metrics on a dashboard, from its body in a template.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardMetrics(body: DashboardBody): number {
  const parts = typeof body === 'string' ? [body] : body['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : Object.values(part).join('.'))).join('');
  const { widgets }: Dashboard = JSON.parse(text);
  // Namespace, name and dimensions are strings. An object after them says how to draw the metric; an expression has only that.
  const metrics = widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((metric) => metric.filter((part) => typeof part === 'string').join('\n'));
  return new Set(metrics.filter((metric) => metric !== '')).size;
}

/** AWS's price examples count a month as 730 hours. Source: https://aws.amazon.com/cloudwatch/pricing/ */
export const HOURS_PER_MONTH = 730;

const PER_HOUR: Readonly<Record<string, number>> = { minute: 60, hour: 1, day: 1 / 24 };

/** One time of the day, every day or on some days of the week. */
const CRON = /^cron\(\d+ \d+ (?:\* \* \?|\? \* ([A-Z,]+)) \*\)$/;

/**
 * How often a schedule of EventBridge Scheduler fires in a month.
 *
 * @throws Error for anything but a rate, or one time of the day, every day or on some days of the week
 */
export function invocationsPerMonth(expression: string): number {
  const cron = CRON.exec(expression);
  if (cron !== null) return (HOURS_PER_MONTH / 24) * (cron[1] === undefined ? 1 : cron[1].split(',').length / 7);
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const perHour = PER_HOUR[unit];
  if (perHour === undefined)
    throw new Error(`The monthly number of ${expression} is not known: only rates and one time of the day are`);
  return (HOURS_PER_MONTH * perHour) / Number(count);
}
