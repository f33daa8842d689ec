import { Aws, Duration, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { OFF } from '../configuration/schedule-expression.ts';

export interface RunSchedulesProps {
  readonly machine: IStateMachine;
  /** What is run, for the console: `Inventory run`. */
  readonly description: string;
  /** An expression of EventBridge Scheduler, or `off`. */
  readonly schedule: string;
  readonly timezone: string;
  readonly clouds: readonly string[];
  /** The input of an execution besides its cloud and its reason. */
  readonly input?: Readonly<Record<string, string>>;
}

/** Starts an execution for each cloud on schedule. Their role may start executions of this machine, and nothing else. */
export class RunSchedules extends Construct {
  constructor(scope: Construct, id: string, props: RunSchedulesProps) {
    super(scope, id);
    const { machine, description, schedule, timezone, clouds, input } = props;
    if (schedule === OFF) return;
    const role = new Role(this, 'Role', {
      // Only for this account: the service also works for others.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    for (const cloud of clouds) {
      new Schedule(this, `Schedule-${cloud}`, {
        description: `${description} of ${cloud}`,
        schedule: ScheduleExpression.expression(schedule, TimeZone.of(timezone)),
        // So that the runs of several clouds do not start in the same second.
        timeWindow: TimeWindow.flexible(Duration.minutes(15)),
        target: new StepFunctionsStartExecution(machine, {
          role,
          input: ScheduleTargetInput.fromObject({ cloud, reason: 'schedule', ...input }),
          maxEventAge: Duration.hours(1),
          retryAttempts: 3,
        }),
      });
    }
  }
}
