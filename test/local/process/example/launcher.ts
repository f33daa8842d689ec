import { startExample } from './start-example.ts';

/** A program that starts a server, prints where it is, and waits until it is killed. */
const { directory } = await startExample();
console.log(directory);
setInterval(() => {}, 60_000);
