import type { Display } from '../demo/display/display.ts';
import type { AlarmWatch } from '../ministack/cloudwatch/alarm-watch.ts';
import type { LocalCloud } from '../start-local-cloud.ts';
import type { AlarmMail } from './cloud/alarm-mail.ts';
import type { Runbook } from './runbook/runbook.ts';
import type { Evidence } from './uploads/account-for-uploads.ts';
import type { SteadyUploads } from './uploads/steady-uploads.ts';

/** What scenarios play on. */
export interface Stage {
  readonly cloud: LocalCloud;
  readonly watch: AlarmWatch;
  readonly mail: AlarmMail;
  readonly uploads: SteadyUploads;
  readonly evidence: Evidence;
  readonly runbook: Runbook;
  readonly display: Display;
  readonly signal: AbortSignal;
}
