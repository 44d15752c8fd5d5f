// An endpoint to try webhooks with, and the pattern for a real one (docs/webhooks.md). Needs Node and nothing else:
// node scripts/example-webhook-receiver.mjs whsec_… [port]
import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/** Seconds that a message may be old: whoever recorded one cannot send it again later. */
const tolerance = 300;

/** Whether a message was signed with our secret just now (https://www.standardwebhooks.com). `body` is the raw text. */
export function isSigned(secret, headers, body, now = Date.now() / 1000) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (!id || !/^\d+$/.test(timestamp ?? '') || Math.abs(now - Number(timestamp)) > tolerance) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  // While a secret is being replaced there are two signatures.
  return (headers['webhook-signature'] ?? '').split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** Answers what it has taken with 204, and each event's words by `onEvent` once, however often it comes. */
export function createReceiver(secret, onEvent) {
  // Yours belongs in the database, in the transaction that does the work.
  const seen = new Set();
  return createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (!isSigned(secret, request.headers, body)) return response.writeHead(401).end();
      const id = request.headers['webhook-id'];
      if (!seen.has(id)) onEvent(JSON.parse(body), id);
      seen.add(id);
      response.writeHead(204).end();
    });
  });
}

const [, script, secret, port = '2540'] = process.argv;
if (script?.endsWith('example-webhook-receiver.mjs')) {
  if (!secret) throw new Error('Say the secret that POST /v1/webhooks showed: whsec_…');
  createReceiver(secret, (event, id) => process.stdout.write(`${id} ${JSON.stringify(event)}\n`)).listen(
    Number(port),
    '127.0.0.1',
    () => process.stdout.write(`Takes webhooks at http://127.0.0.1:${port}/\n`),
  );
}
