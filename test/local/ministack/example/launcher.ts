import { deployStack } from '../../../../local/ministack/deploy-stack.ts';
import { startMiniStack } from '../../../../local/ministack/start-ministack.ts';
import { EXAMPLE_APP } from './example-app.ts';

/**
 * A program that starts MiniStack, with a running function if its argument is `deploy`, says where it is, and does
 * nothing more until somebody ends it.
 */
const miniStack = await startMiniStack();
if (process.argv[2] === 'deploy') {
  const outputs = await deployStack({ miniStack, ...EXAMPLE_APP });
  const response = await fetch(miniStack.rewriteWebhookUrl(`${outputs['ApiEndpoint']}/webhooks/demo`), {
    method: 'POST',
  });
  if (!response.ok) throw new Error(`The function answered ${response.status}`);
}
console.log(
  JSON.stringify({ directory: miniStack.directory, workers: await miniStack.functionProcesses('Example-echo') }),
);
setInterval(() => {}, 60_000);
