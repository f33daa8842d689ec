import * as http from 'node:http';
import * as https from 'node:https';
import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';

/** A server on 127.0.0.1 whose answers a test defines. */
export interface LoopbackServer {
  readonly origin: string;
  answer: http.RequestListener;
  /** Every request, in order: method and path. */
  readonly requests: string[];
  close(): void;
}

function portOf(server: http.Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** Starts a server. This process trusts its certificate afterwards. */
export async function startLoopbackServer(protocol: 'http' | 'https' = 'https'): Promise<LoopbackServer> {
  await trustLoopbackCertificate();
  const { key, cert } = await loopbackCertificate();
  const requests: string[] = [];
  const listen: http.RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    loopback.answer(request, response);
  };
  const server = protocol === 'http' ? http.createServer(listen) : https.createServer({ key, cert }, listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const loopback: LoopbackServer = {
    origin: `${protocol}://127.0.0.1:${portOf(server)}`,
    answer: (_, response) => void response.writeHead(500).end(),
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return loopback;
}
