import { startExample } from './start-example.ts';

/** A program that starts a server, says where it is, and does nothing more until somebody ends it. */
const { directory } = await startExample();
console.log(directory);
setInterval(() => {}, 60_000);
