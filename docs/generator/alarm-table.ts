import type { AlarmProperties, StackTemplate } from '#bench/cost/stack-template.ts';
import { markdownTable } from '#bench/markdown-table.ts';
import { METRICS } from '#shared/domain/metrics.ts';

const COMPARISON: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
};
const WITHOUT_DATA: Readonly<Record<string, string>> = {
  notBreaching: 'counts as fine',
  breaching: 'breaches',
  ignore: 'changes nothing',
};
const UNITS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(METRICS).map(([name, { unit }]) => [name, unit] as const),
  ['ApproximateAgeOfOldestMessage', 'Seconds'],
]);

/**
 * The alarms of a stack, in the order of its template.
 *
 * @param clouds those of the stack, in whose place `<cloud>` stands
 * @throws Error for an alarm of a form that is not known here
 */
export function alarmTable({ Resources }: StackTemplate, clouds: readonly string[]): string {
  const rows = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => alarmRow(Properties, clouds));
  return markdownTable(['alarm', 'meaning', 'fires when', 'a period without data'], rows);
}

function alarmRow(alarm: AlarmProperties, clouds: readonly string[]): readonly string[] {
  const anyCloud = new RegExp(`\\b(?:${clouds.join('|')})\\b`, 'g');
  const [, name] = /^\w+-(.*)$/.exec(alarm.AlarmName ?? '') ?? [];
  const [, meaning, runbook] = /^(.*\.) docs\/(runbook\.md#[a-z-]+)$/.exec(alarm.AlarmDescription ?? '') ?? [];
  const comparison = COMPARISON[alarm.ComparisonOperator ?? ''];
  const withoutData = WITHOUT_DATA[alarm.TreatMissingData ?? ''];
  if (name === undefined || meaning === undefined || comparison === undefined || withoutData === undefined) {
    throw new Error(`The alarm ${alarm.AlarmName} has a form that is not known here`);
  }
  const { EvaluationPeriods: periods = 1, DatapointsToAlarm: breaching = periods } = alarm;
  const reason = alarm.Dimensions?.find(({ Name }) => Name === 'reason');
  const metric = `\`${alarm.MetricName}\`${reason === undefined ? '' : ` (\`${reason.Value}\`)`}`;
  const often = periods === 1 ? 'in' : `in ${breaching} of ${periods} periods of`;
  return [
    `[\`${name.replace(anyCloud, '<cloud>')}\`](${runbook})`,
    meaning.replace(anyCloud, '`<cloud>`'),
    `${alarm.Statistic ?? alarm.ExtendedStatistic} of ${metric} ${comparison} ${thresholdText(alarm)} ${often} ${durationText(alarm.Period ?? 0)}`,
    withoutData,
  ];
}

/** In the unit of the metric, where it is a time or a share. */
function thresholdText({ MetricName = '', Threshold = 0 }: AlarmProperties): string {
  const unit = UNITS.get(MetricName);
  if (unit === 'Percent') return `${Threshold} %`;
  if (unit === 'Milliseconds') return durationText(Threshold / 1000);
  return unit === 'Seconds' ? durationText(Threshold) : `${Threshold}`;
}

function durationText(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds / 60} min`;
}
