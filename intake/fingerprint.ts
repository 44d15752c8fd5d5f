import { keyedDigest } from '../adapters/mail/keyed-digest';

/** Prefixes of answers and forwarded mail in the languages of the desk. */
const prefix = /^\s*(?:(?:re|aw|antw|sv|r|fw|fwd|wg|tr|rv|ref)\s*(?:\[\d+\])?\s*:\s*)+/iu;

export const withoutPrefixes = (subject: string): string => subject.replace(prefix, '').trim();

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\0]+/gu, ' ')
    .trim();

/**
 * By which the same words on another channel are known: keyed, so that it says nothing of them. White space, case and
 * prefixes of the subject make no difference.
 */
export const fingerprintOf = (secret: string, subject: string, body: string): string =>
  keyedDigest(secret, 'words of an inquiry', plain(withoutPrefixes(subject)), plain(body)).toString('hex');
