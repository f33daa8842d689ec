import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { withRootClient } from '#local/ministack/root-client-config.ts';
import { ACCOUNT } from '../cloud/account.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';

/**
 * Starts functions anew, with the configuration that they have. They keep credentials for five minutes, which they take
 * from a clock that the drill cannot hurry; this is what those minutes are in the drill.
 */
function restart({ cloud: { miniStack, outputs } }: Stage): Promise<void> {
  return withRootClient(miniStack, LambdaClient, async (lambda) => {
    for (const FunctionName of [outputs['WebhookFunctionName'], outputs['WorkerFunctionName']]) {
      const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize }));
    }
  });
}

/** What was rejected comes again after 3, 6 and 9 minutes: mended within 18, everything arrives. */
export const wrongSecret: Scenario = {
  name: 'wrong-secret',
  what: 'Somebody stores a wrong API secret in the SSM parameter',
  alarms: ['SignatureRejections-drill'],
  // Functions that start anew are slow here, and MiniStack runs no more than 16 at once.
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
  mend: async (stage) => {
    const { cloud, runbook } = stage;
    const file = join(cloud.miniStack.directory, 'credentials.txt');
    await writeFile(file, `${cloud.cloudinary.cloudinaryUrl(ACCOUNT.cloud_name)}\n`, { mode: 0o600 });
    // Mended first and looked at after: the minutes that an operator has for looking are seconds here.
    await runbook.storeCredentials(file);
    await restart(stage);
    await runbook.follow('signature-rejections');
  },
};
