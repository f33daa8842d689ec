import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Configuration } from './configuration/configuration.ts';
import type { JobQueues } from './job-queues.ts';
import { NodeFunction } from './node-function.ts';
import { credentialsAccess, sendMessages } from './permissions.ts';
import { cloudsVariable } from './worker-clouds.ts';

export interface NotificationApiProps extends Pick<Configuration, 'clouds' | 'throttle' | 'logRetentionDays'> {
  readonly queues: JobQueues;
}

const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  path: '$context.path',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

/** Receives Cloudinary's notifications: `POST /webhooks/{cloud+}`, and nothing else. */
export class NotificationApi extends Construct {
  readonly webhookFunction: NodeFunction;
  readonly httpApi: HttpApi;
  /** A line for each request, whether it was a notification or not. */
  readonly accessLog: ILogGroup;
  /** Where the API is, without a slash at its end. */
  readonly endpoint: string;

  constructor(scope: Construct, id: string, { clouds, throttle, logRetentionDays, queues }: NotificationApiProps) {
    super(scope, id);
    const targets = [queues.live.queue, queues.large.queue, queues.setAside];
    this.webhookFunction = new NodeFunction(this, 'Webhook', {
      description: "Verifies Cloudinary's notifications and queues them",
      folder: 'webhook',
      // Its work takes milliseconds. Retried calls of SQS must fit; how long Cloudinary waits for an answer is unpublished.
      timeoutSeconds: 10,
      // For the CPU that comes with it: loading the code is most of a cold start, and Cloudinary waits for it.
      memorySize: 512,
      environment: {
        CLOUDS: cloudsVariable(clouds, 'credentialsParameter'),
        LIVE_QUEUE_URL: queues.live.queue.queueUrl,
        LARGE_QUEUE_URL: queues.large.queue.queueUrl,
        SET_ASIDE_QUEUE_URL: queues.setAside.queueUrl,
      },
      permissions: [sendMessages('SendJobs', targets), credentialsAccess(this, clouds)],
      logRetentionDays,
    });

    this.httpApi = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      description: "Receives Cloudinary's notifications",
      createDefaultStage: false,
    });
    this.httpApi.addRoutes({
      // Greedy: another slash at its end would otherwise be a 404 of the API's own, which nothing counts by its cause.
      path: '/webhooks/{cloud+}',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('WebhookIntegration', this.webhookFunction),
    });
    this.accessLog = new LogGroup(this, 'AccessLog', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      autoDeploy: true,
      throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    this.endpoint = this.httpApi.apiEndpoint;
  }

  /** Where Cloudinary posts notifications, less the slash and the cloud. */
  get webhooksUrl(): string {
    return `${this.endpoint}/webhooks`;
  }

  /** Where Cloudinary posts the notifications of a cloud. */
  webhookUrl(cloud: string): string {
    return `${this.webhooksUrl}/${cloud}`;
  }
}
