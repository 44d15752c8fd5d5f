import type { Request } from 'express';
import { z } from 'zod';
import type { CommandId } from '../contracts/ids';
import { checkText } from './check-text';
import { invalid, Problem, type FieldError } from './problem';

/** Reads data by its schema. Throws `Problem` (`invalid_request`) that names every place that does not fit. */
export function parseBy<Schema extends z.ZodType>(schema: Schema, data: unknown, isBody = false): z.output<Schema> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new Problem('invalid_request', { errors: result.error.issues.flatMap((issue) => fieldErrors(issue, isBody)) });
}

function fieldErrors(issue: z.core.$ZodIssue, isBody: boolean): FieldError[] {
  const place = (path: readonly PropertyKey[]) =>
    isBody ? path.map((step) => `/${escape(String(step))}`).join('') : path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: place([...issue.path, key.slice(0, 100)]), message: 'unknown field' }));
  }
  return [{ path: place(issue.path), message: issue.message }];
}

const escape = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');

const none = z.strictObject({});

/** The query as plain strings; unknown and repeated parameters are mistakes of the sender. */
export function parseQuery(schema: z.ZodType | undefined, query: unknown): unknown {
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (typeof value !== 'string') throw invalid(name.slice(0, 100), 'given more than once');
    checkText(name, 'query');
    checkText(value, name);
  }
  return parseBy(schema ?? none, { ...(query as object) });
}

/** What stands in the address. A parameter of the wrong shape names nothing that exists. */
export function parseParams(schema: z.ZodType | undefined, params: unknown): unknown {
  const result = (schema ?? none).safeParse({ ...(params as object) });
  if (!result.success) throw new Problem('not_found');
  return result.data;
}

/** Printable ASCII: it becomes part of ids in the database and in the engine. */
const keyPattern = /^[\x21-\x7e]{1,200}$/;

export function readIdempotencyKey(request: Request): CommandId | null {
  const key = request.get('Idempotency-Key');
  if (key === undefined) return null;
  if (!keyPattern.test(key)) throw invalid('Idempotency-Key', '1 to 200 printable ASCII characters without spaces');
  return key;
}

/** The sequence that the caller has read, from `If-Match: "<sequence>"`; `*` asks for nothing in particular. */
export function readIfMatch(request: Request): number | undefined {
  const given = request.get('If-Match')?.trim();
  if (given === undefined || given === '*') return undefined;
  const match = /^"(\d{1,9})"$/.exec(given);
  if (!match) throw invalid('If-Match', 'an ETag such as "12", as a case was answered with');
  return Number(match[1]);
}
