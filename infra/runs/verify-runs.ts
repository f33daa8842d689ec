import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { REPORTS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import type { NodeFunction } from '../node-function.ts';
import { type RunsProps, runFunction } from './run-function.ts';
import { RunSchedules } from './run-schedules.ts';
import { RunStateMachine } from './run-state-machine.ts';

/** Compares the bucket with what journal and inventory say is there. Needs nothing from Cloudinary. */
export class VerifyRuns extends Construct {
  readonly stepFunction: NodeFunction;
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: RunsProps) {
    super(scope, id);
    const { configuration } = props;
    const { verify, inventory } = configuration;
    const clouds = Object.keys(configuration.clouds);
    this.stepFunction = runFunction(this, {
      ...props,
      name: 'Verify',
      description: 'Carries out the steps of verify runs',
      folder: 'verify',
      timeoutSeconds: verify.timeoutSeconds,
      written: [REPORTS_PREFIX],
      environment: { CLOUDS: JSON.stringify(clouds) },
      permissions: [],
    });
    const { machine } = new RunStateMachine(this, 'Runs', {
      name: 'Verify',
      description: 'Compares the objects of a cloud with what the journal says is there',
      stepFunction: this.stepFunction,
    });
    this.machine = machine;
    const { schedule, timezone = inventory.timezone, readData } = verify;
    new RunSchedules(this, 'Schedules', {
      machine,
      description: 'Verify run',
      schedule,
      timezone,
      clouds,
      ...(readData !== undefined && { input: { readData } }),
    });
  }
}
