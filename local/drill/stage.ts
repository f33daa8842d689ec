import type { Display } from '../demo/display/display.ts';
import type { AlarmWatch } from '../ministack/cloudwatch/alarm-watch.ts';
import type { LocalCloud } from '../start-local-cloud.ts';
import type { AlarmMail } from './cloud/alarm-mail.ts';
import type { OperatorShell, Step } from './runbook/operator-shell.ts';
import type { Evidence } from './uploads/account-for-uploads.ts';
import type { SteadyUploads } from './uploads/steady-uploads.ts';

/** What scenarios play on. */
export interface Stage {
  readonly cloud: LocalCloud;
  readonly watch: AlarmWatch;
  readonly mail: AlarmMail;
  readonly uploads: SteadyUploads;
  readonly evidence: Evidence;
  readonly shell: OperatorShell;
  readonly display: Display;
  readonly signal: AbortSignal;
  /** What the operator has done in the scenario that plays. */
  readonly steps: Step[];
}
