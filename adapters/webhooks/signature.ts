import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Instant } from '../../contracts/ids';

/** Seconds by which the time of a message may differ from ours, as Standard Webhooks proposes. */
const toleranceSeconds = 300;

/** The headers of one attempt (Standard Webhooks): one signature for each secret that is valid. */
export function signWebhook(
  secrets: readonly string[],
  message: { id: string; at: Instant; payload: string },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const at = new Date(message.at);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(message.id, at, message.payload)).join(' '),
  };
}

export type SignatureVerdict = 'valid' | 'invalid' | 'expired';

/**
 * Whether a message was signed with one of the secrets, not long ago. The library looks at the computer's clock, and business
 * time is passed in, so only its signing is used. `expired` is only said of what was signed rightly.
 */
export function verifyWebhook(
  secrets: readonly string[],
  message: { id: string; timestamp: string; signature: string; payload: Buffer },
  now: Instant,
): SignatureVerdict {
  if (!/^\d{1,12}$/.test(message.timestamp) || message.id === '') return 'invalid';
  const seconds = Number(message.timestamp);
  const given = message.signature.split(' ').slice(0, 10);
  const signed = secrets.some((secret) => {
    const expected = new Webhook(secret).sign(message.id, new Date(seconds * 1000), message.payload);
    return given.some((signature) => isSame(signature, expected));
  });
  if (!signed) return 'invalid';
  return Math.abs(Date.parse(now) / 1000 - seconds) <= toleranceSeconds ? 'valid' : 'expired';
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
