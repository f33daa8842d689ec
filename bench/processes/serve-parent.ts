import type { Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';

/**
 * Lets a server listen on a free port of 127.0.0.1 and sends the port to the parent process. Sends the figures whenever
 * the parent asks for them. This process ends with its parent.
 */
export function serveParent(server: Server | HttpsServer, figures: object = {}): void {
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
  });
  process.on('message', () => process.send?.(figures));
  process.once('disconnect', () => process.exit());
}
