import { startVersitygw } from '../../../local/versitygw/start-versitygw.ts';

// A caller of its own, for the test to kill.
const server = await startVersitygw();
process.stdout.write(`${JSON.stringify({ pid: server.pid, dataDirectory: server.dataDirectory })}\n`);
setInterval(() => undefined, 1_000);
