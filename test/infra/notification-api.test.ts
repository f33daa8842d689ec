import { expect, test } from 'vitest';
import { ACCOUNT, arn, REGION, SynthesizedStack } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

test('the API has one route, open to all: the signature is what authenticates', () => {
  expect(twoClouds.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => properties)).toEqual([
    {
      ApiId: 'NotificationsApi',
      AuthorizationType: 'NONE',
      RouteKey: 'POST /webhooks/{cloud+}',
      Target: 'integrations/NotificationsApiPOSTwebhookscloudWebhookIntegration',
    },
  ]);
  expect(twoClouds.ofType('AWS::ApiGatewayV2::Integration').map(({ properties }) => properties)).toEqual([
    {
      ApiId: 'NotificationsApi',
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arn('lambda', 'function:NotificationsWebhook'),
      PayloadFormatVersion: '2.0',
    },
  ]);
});

test('the API is throttled, logged and deployed automatically', () => {
  expect(twoClouds.one('NotificationsStage').properties).toMatchObject({
    StageName: '$default',
    AutoDeploy: true,
    DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 500 },
    AccessLogSettings: {
      DestinationArn: arn('logs', 'log-group:NotificationsAccessLog:*'),
      Format: expect.stringContaining('"requestId":"$context.requestId"'),
    },
  });
  expect(twoClouds.one('NotificationsAccessLog').properties).toEqual({ RetentionInDays: 30 });
});

test('the access log has neither bodies nor signatures', () => {
  expect(JSON.stringify(twoClouds.one('NotificationsStage').properties)).not.toMatch(
    /header|body|authorizer|signature/i,
  );
});

test('the throttle comes from the configuration', () => {
  const stack = new SynthesizedStack({ clouds: { demo: {} }, throttle: { rate: 5, burst: 6 } });
  expect(stack.one('NotificationsStage').properties['DefaultRouteSettings']).toEqual({
    ThrottlingRateLimit: 5,
    ThrottlingBurstLimit: 6,
  });
});

test('only that route of that API may call the function', () => {
  expect(twoClouds.ofType('AWS::Lambda::Permission').map(({ properties }) => properties)).toEqual([
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: arn('lambda', 'function:NotificationsWebhook'),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:NotificationsApi/*/*/webhooks/{cloud+}`,
    },
  ]);
});
