import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** The parts of a CloudFormation template that matter here. */
export interface StackTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}

/** Properties of the resource types that have them. A reference to another resource is an object. */
interface Properties extends AlarmProperties {
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

/** JSON, with gaps for references to resources. */
export type DashboardBody = string | { readonly 'Fn::Join': readonly [string, readonly (string | object)[]] };

/** The properties of a resource of the type AWS::CloudWatch::Alarm. */
export interface AlarmProperties {
  readonly AlarmName?: string;
  /** A sentence, and where the runbook explains it. */
  readonly AlarmDescription?: string;
  readonly MetricName?: string;
  /** What is not a string is a reference to a resource. */
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  /** In seconds. */
  readonly Period?: number;
  readonly ComparisonOperator?: string;
  readonly Threshold?: number;
  readonly DatapointsToAlarm?: number;
  readonly EvaluationPeriods?: number;
  readonly TreatMissingData?: string;
}

/**
 * The template of the stack with a configuration. Runs the CDK app as `cdk synth` does, but without bundling functions.
 *
 * @param configuration in the place of the operator's own
 * @throws Error with the app's message about a wrong configuration
 */
export async function synthesizeTemplate(configuration: unknown): Promise<StackTemplate> {
  const folder = await mkdtemp(join(tmpdir(), 'cost-'));
  try {
    const { context }: { context: object } = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8'));
    // As text, like an option on the command line, which overrides the configuration that the checkout may hold.
    const cloudinaryBackup = JSON.stringify(configuration);
    const cdkContext = { ...context, 'aws:cdk:bundling-stacks': [], cloudinaryBackup };
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
