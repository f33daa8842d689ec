import * as z from 'zod';
import { dashboardMetrics } from './dashboard-metrics.ts';
import { invocationsPerMonth } from './invocations-per-month.ts';
import type { StackTemplate } from './synthesize-template.ts';

/** A function that a schedule invokes. */
export interface ScheduledFunction {
  readonly invocationsPerMonth: number;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

/** What the template says that costs depend on. */
export interface StackFacts {
  readonly webhookMemoryMb: number;
  readonly workerMemoryMb: number;
  readonly logRetentionDays: number;
  /** One line of the HTTP API's access log, with its `$context` variables. */
  readonly accessLogFormat: string;
  /** Metrics that alarms look at: each is charged as an alarm. */
  readonly alarmMetrics: number;
  /** How many metrics each dashboard shows. */
  readonly dashboards: readonly number[];
  /** Queues that Lambda polls. */
  readonly eventSources: number;
  readonly scheduled: readonly ScheduledFunction[];
  /** How many runs of each kind schedules start in a month, over all clouds. */
  readonly runs: { readonly inventory: number; readonly verify: number };
}

const lambda = z.object({ MemorySize: z.number(), Timeout: z.number() });
const stage = z.object({ AccessLogSettings: z.object({ Format: z.string() }) });
const retention = z.object({ RetentionInDays: z.number() });
const schedule = z.object({
  ScheduleExpression: z.string(),
  Target: z.object({
    Arn: z.union([
      // A function, and a state machine.
      z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }).transform((arn) => arn['Fn::GetAtt'][0]),
      z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
    ]),
  }),
});

function metricsOf(alarm: Record<string, unknown>): number {
  return Array.isArray(alarm['Metrics'])
    ? alarm['Metrics'].filter((metric) => Object(metric).MetricStat !== undefined).length
    : 1;
}

/** @throws Error when the template has not exactly one of what is looked for */
export function stackFacts({ Resources }: StackTemplate): StackFacts {
  const resources = Object.entries(Resources).map(([id, { Type, Properties }]) => ({ id, Type, Properties }));
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const propertiesOf = (id: RegExp, type: string) => {
    const [found, ...more] = ofType(type).filter((resource) => id.test(resource.id));
    if (found === undefined || more.length > 0) throw new Error(`Not exactly one ${type} is called ${id}`);
    return found.Properties;
  };
  // CDK ends an id in a hash of its path.
  const named = (name: string) =>
    lambda.parse(propertiesOf(new RegExp(`^${name}[0-9A-F]{8}$`), 'AWS::Lambda::Function'));
  const schedules = ofType('AWS::Scheduler::Schedule').map(({ Properties }) => {
    const { ScheduleExpression, Target } = schedule.parse(Properties);
    return { target: Target.Arn, times: invocationsPerMonth(ScheduleExpression) };
  });
  const runsOf = (name: string): number =>
    schedules.filter(({ target }) => target.startsWith(`${name}Runs`)).reduce((sum, { times }) => sum + times, 0);
  return {
    webhookMemoryMb: named('NotificationsWebhook').MemorySize,
    workerMemoryMb: named('RevisionsWorker').MemorySize,
    logRetentionDays: retention.parse(propertiesOf(/^RevisionsWorkerLog/, 'AWS::Logs::LogGroup')).RetentionInDays,
    accessLogFormat: stage.parse(propertiesOf(/./, 'AWS::ApiGatewayV2::Stage')).AccessLogSettings.Format,
    alarmMetrics: ofType('AWS::CloudWatch::Alarm').reduce((sum, { Properties }) => sum + metricsOf(Properties), 0),
    dashboards: ofType('AWS::CloudWatch::Dashboard').map(({ Properties }) =>
      dashboardMetrics(Properties['DashboardBody']),
    ),
    eventSources: ofType('AWS::Lambda::EventSourceMapping').length,
    scheduled: schedules
      .filter(({ target }) => Resources[target]?.Type === 'AWS::Lambda::Function')
      .map(({ target, times }) => {
        const { MemorySize, Timeout } = lambda.parse(Resources[target]?.Properties);
        return { invocationsPerMonth: times, memoryMb: MemorySize, timeoutSeconds: Timeout };
      }),
    runs: { inventory: runsOf('Inventory'), verify: runsOf('Verify') },
  };
}
