import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** A CloudFormation template, as far as costs follow from it. */
export interface StackTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}

/** What is read of the types of resources that have it. A value that is a reference to something is an object. */
interface Properties {
  readonly MemorySize: number;
  readonly Timeout: number;
  readonly RetentionInDays: number;
  readonly AccessLogSettings: { readonly Format: string };
  readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
  readonly ScheduleExpression: string;
  /** `{Ref: id}`, or `{'Fn::GetAtt': [id, 'Arn']}`. */
  readonly Target: { readonly Arn: Readonly<Record<string, string | readonly string[]>> };
  readonly DashboardBody: DashboardBody;
}

/** JSON, with gaps where the stack refers to its resources. */
type DashboardBody = string | { readonly 'Fn::Join': readonly [string, readonly (string | object)[]] };

interface Dashboard {
  readonly widgets: readonly { readonly properties: { readonly metrics?: readonly (readonly unknown[])[] } }[];
}

/** The facts of the template that costs depend on. */
export type StackFacts = ReturnType<typeof stackFacts>;

/**
 * The stack as it would be deployed with a configuration: the CDK app itself, run as `cdk synth` runs it, without
 * bundling its functions.
 *
 * @param configuration the value of `cloudinaryBackup` in CDK's context
 * @throws Error with what the app says of a wrong configuration
 */
export async function synthesizeTemplate(configuration: unknown): Promise<StackTemplate> {
  const folder = await mkdtemp(join(tmpdir(), 'cost-'));
  try {
    const { context }: { context: object } = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8'));
    const cdkContext = { ...context, 'aws:cdk:bundling-stacks': [], cloudinaryBackup: configuration };
    const env = {
      PATH: process.env['PATH'],
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify(cdkContext),
    };
    await promisify(execFile)(process.execPath, [join(ROOT, 'infra/app.ts')], { cwd: ROOT, env });
    return JSON.parse(await readFile(join(folder, 'CloudinaryBackup.template.json'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws Error unless the template has exactly one of each resource that is looked for */
export function stackFacts({ Resources }: StackTemplate) {
  const propertiesOf = (type: string, id = /./) =>
    Object.entries(Resources)
      .filter(([name, { Type }]) => Type === `AWS::${type}` && id.test(name))
      .map(([, { Properties }]) => Properties);
  const theOne = (type: string, id?: RegExp) => {
    const [found, ...more] = propertiesOf(type, id);
    if (found === undefined || more.length > 0) throw new Error(`Not exactly one ${type} is called ${id}`);
    return found;
  };
  const schedules = propertiesOf('Scheduler::Schedule').map(({ ScheduleExpression, Target }) => {
    const [target = ''] = Object.values(Target.Arn).flat();
    return { target, invocationsPerMonth: invocationsPerMonth(ScheduleExpression) };
  });
  const runsOf = (name: string) =>
    schedules.reduce((sum, { target, invocationsPerMonth: times }) => sum + (target.startsWith(name) ? times : 0), 0);
  return {
    // CDK ends an id in a hash of its path.
    webhookMemoryMb: theOne('Lambda::Function', /^NotificationsWebhook[0-9A-F]{8}$/).MemorySize,
    workerMemoryMb: theOne('Lambda::Function', /^RevisionsWorker[0-9A-F]{8}$/).MemorySize,
    logRetentionDays: theOne('Logs::LogGroup', /^RevisionsWorkerLog/).RetentionInDays,
    /** One line of the HTTP API's access log, with its `$context` variables. */
    accessLogFormat: theOne('ApiGatewayV2::Stage').AccessLogSettings.Format,
    /** Metrics that alarms look at: each is charged as an alarm. */
    alarmMetrics: propertiesOf('CloudWatch::Alarm').reduce(
      (sum, { Metrics }) => sum + (Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1),
      0,
    ),
    /** How many metrics each dashboard shows. */
    dashboards: propertiesOf('CloudWatch::Dashboard').map(({ DashboardBody }) => dashboardMetrics(DashboardBody)),
    /** Queues that Lambda polls. */
    eventSources: propertiesOf('Lambda::EventSourceMapping').length,
    /** Functions that a schedule invokes. */
    scheduled: schedules.flatMap(({ target, ...times }) =>
      propertiesOf('Lambda::Function', new RegExp(`^${target}$`)).map(({ MemorySize, Timeout }) => ({
        ...times,
        memoryMb: MemorySize,
        timeoutSeconds: Timeout,
      })),
    ),
    /** How many runs of each kind schedules start in a month, over all clouds. */
    runs: { inventory: runsOf('InventoryRuns'), verify: runsOf('VerifyRuns') },
  };
}

/**
 * How many different metrics a dashboard shows, by its body in a template, where references leave gaps.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardMetrics(body: DashboardBody): number {
  const parts = typeof body === 'string' ? [body] : body['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : Object.values(part).join('.'))).join('');
  const { widgets }: Dashboard = JSON.parse(text);
  // Namespace, name and dimensions; an object behind them says how to draw it, and an expression has nothing else.
  const metrics = widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((metric) => metric.filter((part) => typeof part === 'string').join('\n'));
  return new Set(metrics.filter((metric) => metric !== '')).size;
}

/** AWS's price examples count a month as 730 hours. Source: https://aws.amazon.com/cloudwatch/pricing/ */
export const HOURS_PER_MONTH = 730;

const PER_HOUR: Readonly<Record<string, number>> = { minute: 60, hour: 1, day: 1 / 24 };

/** At one time of the day: every day, or on some days of the week. */
const CRON = /^cron\(\d+ \d+ (?:\* \* \?|\? \* ([A-Z,]+)) \*\)$/;

/**
 * How often a schedule of EventBridge starts something in a month.
 *
 * @throws Error for anything but a rate, and one time of the day, every day or on some days of the week
 */
export function invocationsPerMonth(expression: string): number {
  const cron = CRON.exec(expression);
  if (cron !== null) return (HOURS_PER_MONTH / 24) * (cron[1] === undefined ? 1 : cron[1].split(',').length / 7);
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const perHour = PER_HOUR[unit];
  if (perHour === undefined) throw new Error(`How often ${expression} starts something is not known here`);
  return (HOURS_PER_MONTH * perHour) / Number(count);
}
