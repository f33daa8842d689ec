import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A running proxy. */
export interface RcloneProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * An HTTP proxy on 127.0.0.1 that connects every client to one server, whatever name it asks for.
 *
 * @param origin of that server
 */
export async function startRcloneProxy(origin: string): Promise<RcloneProxy> {
  const { hostname, port } = new URL(origin);
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (_request, client: Socket, head: Buffer) => {
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const [socket, other] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was assigned');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
