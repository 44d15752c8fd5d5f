import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';

/**
 * An SMS gateway to try the desk with, and the pattern for a real one (docs/channels.md): it takes texts by HTTP, hands
 * nothing to any network, and tells the desk by signed hooks what people write and how far a text got.
 *
 * `node scripts/run.mjs example-sms-gateway <address of the hook> <its secret> [port]`; then a line `+15550100 Hello` is a text of somebody.
 */
export interface SentText {
  to: string;
  text: string;
  reference: string;
}

export interface ExampleGateway {
  url: string;
  /** What it was given to send, each once however often it was asked. */
  sent: SentText[];
  /** Answers before the text is taken, with this status; null to hang up instead. Once. */
  misbehave(status: number | null, taken?: boolean): void;
  /** Somebody writes. Returns what the desk answered. */
  receive(from: string, text: string, id?: string): Promise<Response>;
  /** Says how far a text got. */
  report(reference: string, status: 'delivered' | 'failed' | 'bounced', id?: string): Promise<Response>;
  stop(): Promise<void>;
}

export async function startExampleGateway(options: {
  port?: number;
  hook: () => { url: string; secret: string };
  onSent?: (text: SentText) => void;
}): Promise<ExampleGateway> {
  const sent = new Map<string, SentText>();
  let mood: { status: number | null; taken: boolean } | null = null;

  const server = createServer((request, response) => {
    void readText(request).then((text) => {
      if (text === null) return void response.writeHead(400).end();
      const { status, taken } = mood ?? { status: 202, taken: true };
      mood = null;
      if (taken && !sent.has(text.reference)) {
        sent.set(text.reference, text);
        options.onSent?.(text);
      }
      if (status === null) return void request.socket.destroy();
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));

  const tell = (type: string, data: object, id: string = randomUUID()): Promise<Response> => {
    const { url, secret } = options.hook();
    const body = JSON.stringify({ type, data });
    const at = new Date();
    return fetch(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      },
    });
  };

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`,
    get sent() {
      return [...sent.values()];
    },
    misbehave: (status, taken = false) => void (mood = { status, taken }),
    receive: (from, text, id) => tell('message.created', { from, text }, id),
    report: (reference, status, id) => tell('message.status', { message: reference, status }, id),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Null for what is no text of the desk. */
async function readText(request: IncomingMessage): Promise<SentText | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { to, text, reference } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Partial<SentText>;
    return to === undefined || text === undefined || reference === undefined ? null : { to, text, reference };
  } catch {
    return null;
  }
}

export function main([url, secret, port = '2530']: string[]): void {
  if (!url || !secret) {
    process.stderr.write(
      'Say where the desk takes hooks: node scripts/run.mjs example-sms-gateway <address> <secret> [port]\n',
    );
    process.exitCode = 1;
    return;
  }
  const onSent = ({ to, text }: SentText): void => void process.stdout.write(`→ ${to}: ${text}\n`);
  void startExampleGateway({ port: Number(port), hook: () => ({ url, secret }), onSent }).then((gateway) => {
    process.stdout.write(
      `Takes texts at ${gateway.url}; set SMS_GATEWAY_URL to it. Write "+15550100 Hello" to be a customer.\n`,
    );
    createInterface({ input: process.stdin }).on('line', (line) => {
      const [, from, text] = /^(\+?[\d().-]+)\s+(.+)$/.exec(line.trim()) ?? [];
      if (!from || !text) return void process.stdout.write('A number, a blank, and what is written: +15550100 Hello\n');
      gateway.receive(from, text).then(
        ({ status }) => process.stdout.write(`← ${status}\n`),
        () => process.stdout.write('← the desk does not answer\n'),
      );
    });
  });
}
