import { createHmac } from 'node:crypto';
import { canonicalJson } from '../contracts/canonical';
import { callerName, type Caller } from './caller';

/**
 * Who asks for what, as 64 hexadecimal digits: the same for a repetition, another for any other request. Keyed, so that
 * nobody who reads it can try which text it was made of.
 */
export function fingerprint(secretKey: string, caller: Caller, method: string, path: string, body: unknown): string {
  return createHmac('sha256', secretKey)
    .update(['request', callerName(caller), method.toUpperCase(), path, canonicalJson(body ?? null)].join('\0'))
    .digest('hex');
}
