import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { Scenario } from './scenario.ts';

/** What no version of the worker understands comes back 25 times, and then lies on the dead-letter queue. */
export const poisonMessage: Scenario = {
  name: 'poison-message',
  what: 'Somebody sends a message to the live queue that is no job',
  alarms: ['DeadLettersLive'],
  break: async ({ cloud: { miniStack, outputs } }) => {
    const sqs = new SQSClient(rootClientConfig(miniStack));
    const MessageBody = JSON.stringify({ job: 'paint-the-bucket', colour: 'green' });
    await sqs.send(new SendMessageCommand({ QueueUrl: outputs['LiveQueueUrl'], MessageBody }));
    sqs.destroy();
  },
  mend: async ({ runbook }) => {
    await runbook.follow('dead-letters', '--dry-run');
    await runbook.follow('remove-a-message-that-nothing-can-mend');
  },
};
