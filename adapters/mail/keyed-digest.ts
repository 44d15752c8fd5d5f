import { createHmac } from 'node:crypto';

/**
 * HMAC-SHA256 (RFC 2104) of the parts under the desk's secret. `purpose` keeps the uses apart: a digest made for one is
 * worthless for another. The parts are joined by a byte that none of them may contain, so that no two lists look alike.
 */
export function keyedDigest(secret: string, purpose: string, ...parts: string[]): Buffer {
  const fields = ['inquiry-desk', purpose, ...parts];
  if (fields.some((field) => field.includes('\0'))) throw new TypeError('a part of a keyed digest holds a NUL');
  return createHmac('sha256', secret).update(fields.join('\0')).digest();
}
