import { createHmac } from 'node:crypto';
import { canonicalJson } from '../contracts/canonical';
import { callerName, type Caller } from './caller';

/**
 * Who asks for what, as 32 hexadecimal digits: the same for a repetition, another for any other request. Keyed, so that
 * nobody who reads it can try which text it was made of; 128 bits, because it stays in the history of the case.
 */
export function fingerprint(secretKey: string, caller: Caller, method: string, path: string, body: unknown): string {
  return createHmac('sha256', secretKey)
    .update(['request', callerName(caller), method.toUpperCase(), path, canonicalJson(body ?? null)].join('\0'))
    .digest('hex')
    .slice(0, 32);
}
