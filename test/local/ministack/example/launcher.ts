import { deployStack } from '#local/ministack/deploy-stack.ts';
import { startMiniStack } from '#local/ministack/start-ministack.ts';
import { EXAMPLE_APP } from './example-app.ts';

/** A program that starts MiniStack with a running function, prints where it is, and runs until it is killed. */
const miniStack = await startMiniStack();
const outputs = await deployStack({ miniStack, ...EXAMPLE_APP });
const url = miniStack.rewriteWebhookUrl(`${outputs['ApiEndpoint']}/webhooks/demo`);
const response = await fetch(url, { method: 'POST' });
if (!response.ok) throw new Error(`The function answered ${response.status}`);
const workers = await miniStack.functionProcesses('Example-echo');
console.log(JSON.stringify({ directory: miniStack.directory, workers }));
setInterval(() => {}, 60_000);
