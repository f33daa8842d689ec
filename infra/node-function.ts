import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundledCode } from './bundled-code.ts';
import { allow } from './permissions.ts';

/** What differs from function to function. */
export interface NodeFunctionProps {
  readonly description: string;
  /** The folder under `functions/` whose `handler.ts` exports `handler`. */
  readonly folder: string;
  readonly timeoutSeconds: number;
  /** In MB. Lambda gives CPU in proportion: 1,769 MB are one full vCPU. */
  readonly memorySize: number;
  readonly environment?: Record<string, string>;
  /** Everything that the function may do besides writing its log. */
  readonly permissions: readonly PolicyStatement[];
  readonly logRetentionDays: RetentionDays;
}

/**
 * A Lambda function in TypeScript: Node 24 on arm64 (a fifth cheaper than x86), bundled with its SDK so that what runs
 * is what was tested, with a log that expires, and a role that allows only what is listed.
 */
export class NodeFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // Not AWSLambdaBasicExecutionRole: it allows writing to every log group of the account.
    const writeLog = allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    for (const statement of [writeLog, ...props.permissions]) role.addToPolicy(statement);

    super(scope, id, {
      description: props.description,
      code: bundledCode(props.folder),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memorySize,
      environment: props.environment ?? {},
      role,
      logGroup,
    });
  }
}
