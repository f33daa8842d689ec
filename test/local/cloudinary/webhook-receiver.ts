import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One notification as it was received. */
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
  const server = createServer(async (request, response) => {
    const { url: path = '', headers } = request;
    const raw = await text(request);
    const notification = { path, headers, raw, body: JSON.parse(raw) as Record<string, unknown> };
    received.push(notification);
    response.writeHead(receiver.answer(notification)).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/demo`;
  return receiver;
}
