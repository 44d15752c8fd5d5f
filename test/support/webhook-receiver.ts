import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface ReceivedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests say what they expect of it
  body: any;
}

/** Somebody's endpoint: remembers what it was sent, and answers as the test says. */
export interface WebhookReceiver {
  url: string;
  received: ReceivedWebhook[];
  /** 204 unless told. */
  answer: (webhook: ReceivedWebhook, response: ServerResponse) => void;
  stop(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const webhook = { path: request.url ?? '', headers: request.headers, raw, body: JSON.parse(raw) };
      receiver.received.push(webhook);
      receiver.answer(webhook, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer: (_webhook, response) => void response.writeHead(204).end(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** As an integrator would check it, with the library and the secret that they were shown. Throws when it does not fit. */
export const verifyAsIntegrator = (secret: string, { raw, headers }: ReceivedWebhook): unknown =>
  new Webhook(secret).verify(raw, headers as Record<string, string>);
