import { startMiniStack } from '../../../../local/ministack/start-ministack.ts';
import { callFunction, deployFunction } from './deploy-function.ts';

/** A program that starts MiniStack with a running function, says where it is, and runs until somebody ends it. */
const miniStack = await startMiniStack();
await deployFunction(miniStack);
await callFunction(miniStack, 'hello');
const workers = await miniStack.functionProcesses('Example-echo');
console.log(JSON.stringify({ directory: miniStack.directory, workers }));
setInterval(() => {}, 60_000);
