import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One notification as it came over the wire. */
export interface ReceivedNotification {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  body: Record<string, unknown>;
}

/** A webhook endpoint that keeps what it receives; `answer` decides the status. */
export async function startWebhookReceiver() {
  const received: ReceivedNotification[] = [];
  const receiver = {
    received,
    url: '',
    answer: (_notification: ReceivedNotification): number => 200,
    /** Bodies of one type, in order of arrival. */
    bodies: (type: string) => received.filter(({ body }) => body['notification_type'] === type).map(({ body }) => body),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer((request, response) => {
    let raw = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      raw += part;
    });
    request.on('end', () => {
      const body = JSON.parse(raw) as Record<string, unknown>;
      const notification = { path: request.url ?? '', headers: request.headers, raw, body };
      received.push(notification);
      response.writeHead(receiver.answer(notification)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/demo`;
  return receiver;
}
