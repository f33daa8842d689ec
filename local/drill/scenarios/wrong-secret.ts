import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import { ACCOUNT } from '../cloud/account.ts';
import { restartFunctions } from '../cloud/restart-functions.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';

function restart({ cloud: { miniStack, outputs } }: Stage) {
  return restartFunctions(miniStack, [outputs['WebhookFunctionName'] ?? '', outputs['WorkerFunctionName'] ?? '']);
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
    const ssm = new SSMClient(rootClientConfig(miniStack));
    const Value = right.replace(ACCOUNT.api_secret, 'some-other-secret');
    await ssm.send(
      new PutParameterCommand({ Name: `/cloudinary-backup/${ACCOUNT.cloud_name}`, Value, Overwrite: true }),
    );
    ssm.destroy();
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
