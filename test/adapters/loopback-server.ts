import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { loopbackCertificate } from '../../local/certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '../../local/certificate/trust-loopback-certificate.ts';

/** An https server on 127.0.0.1 that answers whatever a test says. */
export interface LoopbackServer {
  readonly origin: string;
  answer: RequestListener;
  /** Every request, in order: method and path. */
  readonly requests: string[];
  close(): void;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** Starts one; this process trusts its certificate afterwards. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  await trustLoopbackCertificate();
  const { key, cert } = await loopbackCertificate();
  const requests: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    loopback.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const loopback: LoopbackServer = {
    origin: `https://127.0.0.1:${portOf(server)}`,
    answer: (_, response) => void response.writeHead(500).end(),
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return loopback;
}
