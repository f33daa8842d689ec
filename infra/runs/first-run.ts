import { CustomResource, Duration } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration/configuration.ts';
import { NodeFunction } from '../node-function.ts';
import { allow } from '../permissions.ts';

export interface FirstRunProps extends Pick<Configuration, 'clouds' | 'logRetentionDays'> {
  readonly machine: IStateMachine;
}

/** Starts the first inventory run of a cloud with the deployment that adds the cloud; later deployments start none. */
export class FirstRun extends Construct {
  constructor(scope: Construct, id: string, { clouds, logRetentionDays, machine }: FirstRunProps) {
    super(scope, id);
    const fn = new NodeFunction(this, 'Function', {
      description: 'Starts the first inventory run of a cloud, on deployment',
      folder: 'first-run',
      timeoutSeconds: 30,
      memorySize: 256,
      environment: { STATE_MACHINE_ARN: machine.stateMachineArn },
      permissions: [allow('StartRun', ['states:StartExecution'], [machine.stateMachineArn])],
      logRetentionDays,
    });
    for (const cloud of Object.keys(clouds)) {
      new CustomResource(this, `FirstRun-${cloud}`, {
        resourceType: 'Custom::FirstRun',
        serviceToken: fn.functionArn,
        serviceTimeout: Duration.seconds(60),
        properties: { Cloud: cloud },
      });
    }
  }
}
