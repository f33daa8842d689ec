import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server that listens on 127.0.0.1. */
export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Starts a server: https with a key and certificate, else plain http. Port 0 takes a free one. */
export async function listen(
  listener: RequestListener,
  port: number,
  tls?: { key: string; cert: string },
): Promise<Listening> {
  const server = tls ? createServer(tls, listener) : createHttpServer(listener);
  // Longer than any client keeps a connection: a client may be sending a request just when the server closes one.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A TCP server's address is always an object.
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
