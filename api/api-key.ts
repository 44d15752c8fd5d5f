import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../contracts/canonical';

/** `idk_<id>_<secret>`: the prefix lets scanners find a key that leaked, the id says whose it is. */
const keyPattern = /^idk_([a-z0-9][a-z0-9-]{0,39})_([A-Za-z0-9-]{32,128})$/;

export const isApiKey = (token: string): boolean => keyPattern.test(token);

/** What is stored of a key. The secret has 256 bits of chance, so that a plain hash is enough. */
export const hashApiKey = (key: string): string => sha256Hex(key);

/** A new key of this id, to be shown once, and the hash to be stored. */
export function createApiKey(id: string): { key: string; hash: string } {
  const key = `idk_${id}_${randomBytes(32).toString('hex')}`;
  if (!isApiKey(key)) throw new TypeError('the id of a key is lower-case letters, digits and dashes');
  return { key, hash: hashApiKey(key) };
}
