import { invalid } from './problem';

/**
 * Text that can be stored, hashed and shown: no control characters but line breaks and tabs, no half of a surrogate pair
 * (it has no UTF-8), no bidirectional override (it makes a text read other than it is). Throws `Problem`.
 */
export function checkText(value: string, path: string): void {
  if (/\p{Surrogate}/u.test(value)) throw invalid(path, 'half of a surrogate pair');
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\0-\x08\v\f\x0e-\x1f\x7f-\x9f]/.test(value)) throw invalid(path, 'a control character');
  if (/[\u202a-\u202e\u2066-\u2069]/.test(value)) throw invalid(path, 'a bidirectional control character');
}
