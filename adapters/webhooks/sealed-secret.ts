import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Bits of chance in a new secret: 256. Standard Webhooks asks for 192 to 512. */
const secretBytes = 32;
const prefix = 'whsec_';

/** A new secret in the notation of Standard Webhooks, to be shown once. */
export const newWebhookSecret = (): string => `${prefix}${randomBytes(secretBytes).toString('base64')}`;

/** Secrets have to be read again in order to sign, so they are sealed with the desk's key (AES-256-GCM) instead of hashed. */
export function sealSecret(deskKey: string, secret: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(deskKey), nonce);
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Throws when it was sealed with another key, or changed. */
export function openSecret(deskKey: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(deskKey), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}

const keyOf = (deskKey: string): Buffer => Buffer.from(hkdfSync('sha256', deskKey, '', 'webhook secrets', 32));
