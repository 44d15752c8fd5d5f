import { createServer, type AddressInfo } from 'node:net';
import { createAddressGuard, type AddressGuard } from '../../../../adapters/webhooks/guarded-address';
import { postJson } from '../../../../adapters/webhooks/post-json';
import { startWebhookReceiver, type WebhookReceiver } from '../../../support/webhook-receiver';

let receiver: WebhookReceiver;
const guard = createAddressGuard(['127.0.0.0/8', '::1/128']);
const post = (url: string, by: AddressGuard = guard) => postJson(url, '{}', {}, { guard: by, timeout: 400 });

beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.stop());

test('a name that meant a public address when it was checked, and ours when it is connected to, gains nothing', async () => {
  const rebound: AddressGuard = { check: async (url) => new URL(url), lookup: createAddressGuard([]).lookup };
  const url = receiver.url.replace('127.0.0.1', 'localhost');
  expect(await post(url, rebound)).toMatchObject({ code: null, problem: 'address_not_public', handedOver: false });
  expect(receiver.received).toEqual([]);
});

test('a redirect is not followed', async () => {
  receiver.answer = (_webhook, response) => void response.writeHead(302, { Location: `${receiver.url}/inside` }).end();
  expect(await post(receiver.url)).toMatchObject({ code: 302, problem: 'redirect' });
  expect(receiver.received).toHaveLength(1);
});

test('an answer without end counts by its status, and is not read on', async () => {
  receiver.answer = (_webhook, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(32_768)), 1);
    response.on('close', () => clearInterval(timer));
  };
  expect(await post(receiver.url)).toMatchObject({ code: 200, problem: null });
});

test('no answer, no server, no HTTP: each has its word, and whether anything was handed over', async () => {
  receiver.answer = () => undefined;
  expect(await post(receiver.url)).toMatchObject({ code: null, problem: 'timeout', handedOver: true });
  const server = createServer((socket) => void socket.resume().end('no HTTP at all\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ code: null, problem: 'connection_lost' });
  await new Promise((resolve) => server.close(resolve));
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ problem: 'connection_refused', handedOver: false });
  expect(await post('https://nowhere.invalid/')).toMatchObject({ problem: 'address_not_found', handedOver: false });
});

test('how long to wait is read from Retry-After, in seconds', async () => {
  receiver.answer = (_webhook, response) => void response.writeHead(429, { 'Retry-After': '90' }).end();
  expect(await post(receiver.url)).toMatchObject({ code: 429, problem: 'http_429', retryAfter: 90 });
});
