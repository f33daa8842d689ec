import type { AlarmDefinition } from '#local/ministack/cloudwatch/alarm-definition.ts';

/** An alarm on five minutes of storage failures. */
export const ALARM: AlarmDefinition = {
  name: 'CloudinaryBackup-CopiesKeepFailing-demo',
  description: '',
  metric: { namespace: 'N', name: 'Failures', dimensions: { cloud: 'demo', reason: 'storage' } },
  statistic: 'Sum',
  periodSeconds: 300,
  comparison: 'GreaterThanThreshold',
  threshold: 0,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missingData: 'missing',
};
