import type { Request } from 'express';
import { checkText } from './check-text';
import { invalid, Problem } from './problem';

/** Levels of objects and arrays within each other; no request of ours needs half as many. */
const deepest = 12;

/**
 * The JSON document of a request, as plain data whose strings are whole Unicode without control characters. An absent
 * body is `undefined`. Throws `Problem`: `unsupported_media_type`, `malformed_body`, `invalid_request` with the places.
 */
export function readBody(request: Request): unknown {
  // Express 5 leaves the body undefined when there was none.
  const raw: unknown = request.body;
  if (!Buffer.isBuffer(raw) || raw.length === 0) return undefined;
  return readJson(raw, request.headers['content-type']);
}

/** The same of bytes at hand. */
export function readJson(raw: Buffer, contentType: string | undefined): unknown {
  if (!isJson(contentType)) throw new Problem('unsupported_media_type');
  const body = parse(raw);
  check(body, '', 0);
  return body;
}

function isJson(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.replace(/^charset="?|"$/g, '');
  return /^application\/(?:[a-z0-9.-]+\+)?json$/.test(type) && [undefined, 'utf-8', 'utf8'].includes(charset);
}

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as unknown;
  } catch {
    throw new Problem('malformed_body');
  }
}

function check(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value !== 'object' || value === null) return;
  if (depth === deepest) throw invalid(path.slice(0, 200), `nested more than ${deepest} deep`);
  for (const [key, member] of Object.entries(value)) {
    checkText(key, path);
    check(member, `${path}/${key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
  }
}
