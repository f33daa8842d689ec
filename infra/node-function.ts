import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a function sets for itself; the rest is the same for all of them. */
export interface NodeFunctionProps {
  readonly description: string;
  /** The folder under `functions/` whose `handler.ts` exports `handler`. */
  readonly folder: string;
  readonly timeoutSeconds: number;
  /** In MB. Lambda gives CPU in proportion: 1,769 MB are one full vCPU. */
  readonly memorySize: number;
  readonly environment?: Record<string, string>;
  /** Everything that the function may do, beside writing its log. */
  readonly permissions: readonly PolicyStatement[];
  readonly logRetentionDays: RetentionDays;
}

/**
 * A Lambda function in TypeScript: Node 24 on arm64 (a fifth cheaper than x86), bundled with its SDK so that what runs
 * is what was tested, with a log that ends, and a role that allows nothing but what is listed.
 */
export class NodeFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // Not AWSLambdaBasicExecutionRole: it allows to write to every log group of the account.
    role.addToPolicy(
      new PolicyStatement({
        sid: 'WriteLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of props.permissions) role.addToPolicy(statement);

    super(scope, id, {
      description: props.description,
      entry: `${ROOT}functions/${props.folder}/handler.ts`,
      projectRoot: ROOT,
      depsLockFilePath: `${ROOT}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memorySize,
      environment: props.environment ?? {},
      role,
      logGroup,
      // Sets a variable that only version 2 of the SDK reads.
      awsSdkConnectionReuse: false,
      bundling: {
        format: OutputFormat.ESM,
        minify: true,
        // For reading a stack trace. Node does not load the map by itself (that costs a tenth of the cold start); to
        // have it do so for a while, set NODE_OPTIONS=--enable-source-maps.
        sourceMap: true,
        sourcesContent: false,
        mainFields: ['module', 'main'],
        bundleAwsSDK: true,
        logLevel: LogLevel.WARNING,
        // CommonJS dependencies require Node's own modules; an ES module has no `require`.
        banner:
          "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
      },
    });
  }
}
