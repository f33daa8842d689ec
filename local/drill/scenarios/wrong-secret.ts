import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { withRootClient } from '#local/ministack/root-client-config.ts';
import { ACCOUNT } from '../local-cloud/account.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';

/**
 * Restarts functions with the configuration that they have. They keep credentials for five minutes by the real clock,
 * which the drill cannot speed up; a restart stands for those minutes.
 */
function restart({ cloud: { miniStack, outputs } }: Stage): Promise<void> {
  return withRootClient(miniStack, LambdaClient, async (lambda) => {
    for (const FunctionName of [outputs['WebhookFunctionName'], outputs['WorkerFunctionName']]) {
      const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize }));
    }
  });
}

/** Rejected notifications are sent again after 3, 6 and 9 minutes: after a repair within 18 minutes everything arrives. */
export const wrongSecret: Scenario = {
  name: 'wrong-secret',
  what: 'Someone stores a wrong API secret in the SSM parameter',
  alarms: ['SignatureRejections-drill'],
  // Restarted functions are slow here, and MiniStack runs at most 16 at once.
  consequences: ['FunctionThrottlesWebhook'],
  break: async (stage) => {
    const { miniStack, cloudinary } = stage.cloud;
    const right = cloudinary.cloudinaryUrl(ACCOUNT.cloud_name);
    const Value = right.replace(ACCOUNT.api_secret, 'some-other-secret');
    const Name = `/cloudinary-backup/${ACCOUNT.cloud_name}`;
    const command = new PutParameterCommand({ Name, Value, Overwrite: true });
    await withRootClient(miniStack, SSMClient, (ssm) => ssm.send(command));
    await restart(stage);
  },
  repair: async (stage) => {
    const { cloud, runbook } = stage;
    const file = join(cloud.miniStack.directory, 'credentials.txt');
    await writeFile(file, `${cloud.cloudinary.cloudinaryUrl(ACCOUNT.cloud_name)}\n`, { mode: 0o600 });
    // Repaired first and examined afterwards: an operator's minutes for examining are seconds here.
    await runbook.storeCredentials(file);
    await restart(stage);
    await runbook.follow('signature-rejections');
  },
};
