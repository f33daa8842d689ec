import { join } from 'node:path';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';

const app = new App();
const failure: string | undefined = app.node.tryGetContext('fail');
if (failure !== undefined) throw new Error(failure);
const stack = new Stack(app, 'Example');

function nodeFunction(name: string, environment: Record<string, string> = {}): NodejsFunction {
  return new NodejsFunction(stack, name, {
    entry: join(import.meta.dirname, 'functions.ts'),
    handler: name,
    functionName: `Example-${name}`,
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(10),
    environment,
    bundling: { format: OutputFormat.ESM, bundleAwsSDK: true, mainFields: ['module', 'main'] },
  });
}

const bucket = new Bucket(stack, 'Bucket', { enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY });
const parameterName = '/example/secret';
const parameter = StringParameter.fromSecureStringParameterAttributes(stack, 'Parameter', { parameterName });

const probe = nodeFunction('probe', { BUCKET: bucket.bucketName, PARAMETER: parameterName });
parameter.grantRead(probe);
bucket.grantReadWrite(probe);

const api = new HttpApi(stack, 'Api');
for (const [path, fn] of [
  ['/webhooks/{cloud}', nodeFunction('echo')],
  ['/probe', probe],
] as const)
  api.addRoutes({ path, methods: [HttpMethod.POST], integration: new HttpLambdaIntegration(fn.node.id, fn) });

const queue = new Queue(stack, 'Queue', { enforceSSL: true, visibilityTimeout: Duration.seconds(10) });
nodeFunction('consume').addEventSource(new SqsEventSource(queue));

new CfnOutput(stack, 'CloudinaryUrl', { value: process.env['CLOUDINARY_URL'] ?? 'none' });
new CfnOutput(stack, 'Context', { value: app.node.tryGetContext('bundled') ?? 'none' });
new CfnOutput(stack, 'ApiEndpoint', { value: api.apiEndpoint });
new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
