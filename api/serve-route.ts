import { createHash } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { authenticate } from './authenticate';
import type { ApiDependencies } from './dependencies';
import { fingerprint } from './fingerprint';
import { parseBy, parseParams, parseQuery, readIdempotencyKey, readIfMatch } from './parse';
import { requireMay } from './permit';
import { authenticatePortal } from './authenticate-portal';
import { nobody, type Caller } from './caller';
import { Problem } from './problem';
import { readBody } from './read-body';
import type { Answer, Call, Route } from './route';

/** Bytes of a body. */
const largestBody = 1024 * 1024;

const noFields = z.strictObject({});

/** What happens to every request, in this order: who asks, may they, is it well formed, one call, the answer. */
export function serveRoute(deps: ApiDependencies, route: Route): RequestHandler {
  return async (request, response) => {
    const offered = ['application/json', ...(route.html ? ['text/html'] : []), ...(route.csv ? ['text/csv'] : [])];
    if (!route.givesFile && !request.accepts(offered)) {
      throw new Problem('not_acceptable');
    }
    const caller = await callerOf(deps, route, request);
    requireMay(caller, route.may);
    const params = parseParams(route.params, request.params);
    const query = parseQuery(route.query, request.query);
    const bytes = route.entry === 'signed' ? largestBody : route.takesFile;
    const file = bytes === undefined ? null : await fileOf(bytes, request, response);
    const body = route.method === 'post' && !file ? await bodyOf(route, request, response) : undefined;
    const call: Call = {
      caller,
      params,
      query,
      body,
      idempotencyKey: readIdempotencyKey(request),
      expectedSequence: readIfMatch(request),
      digest: fingerprint(deps.secretKey, caller, request.method, request.path, file ? digestOf(file.content) : body),
      address: request.ip ?? '',
      header: (name) => request.get(name),
      file,
    };
    present(deps, route, response, await route.handle(call));
  };
}

async function callerOf(deps: ApiDependencies, { entry }: Route, request: Request): Promise<Caller> {
  if (entry === 'public' || entry === 'signed') return nobody;
  return entry === 'portal' ? authenticatePortal(deps, request) : authenticate(deps, request);
}

/** Reads the body into `request.body`, at most so many bytes of it. */
function readRaw(limit: number, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    express.raw({ type: () => true, limit })(request, response, (error?: unknown) => {
      if (error) reject(error instanceof Error ? error : new Problem('malformed_body'));
      else resolve();
    });
  });
}

async function fileOf(limit: number, request: Request, response: Response): Promise<NonNullable<Call['file']>> {
  await readRaw(limit, request, response);
  const content: unknown = request.body;
  if (!Buffer.isBuffer(content) || content.length === 0) throw new Problem('file_empty');
  return { content, type: request.get('Content-Type')?.slice(0, 200) ?? null };
}

const digestOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

async function bodyOf(route: Route, request: Request, response: Response): Promise<unknown> {
  await readRaw(largestBody, request, response);
  const given = readBody(request);
  if (given === undefined && route.body !== undefined && !route.bodyOptional) throw new Problem('malformed_body');
  return parseBy(route.body ?? noFields, given ?? {}, true);
}

function present({ checkAnswers }: ApiDependencies, route: Route, response: Response, answer: Answer): void {
  const { status, body, html, csv, file, headers = {} } = answer;
  if (checkAnswers) check(route, answer);
  // What one caller may see another may not: nothing may be kept by what lies between.
  response.set({ 'Cache-Control': 'private, no-cache', Vary: 'Authorization, On-Behalf-Of', ...headers });
  response.status(status);
  if (file !== undefined) sendFile(response, file);
  else if (html !== undefined) response.type('html').send(html);
  else if (csv !== undefined) response.type('text/csv').send(csv);
  else if (body === undefined) response.end();
  else response.json(body);
}

/** To be saved and never shown by the browser under our address, whatever is in it (RFC 6266, RFC 8187). */
function sendFile(response: Response, { name, mediaType, content }: NonNullable<Answer['file']>): void {
  // Half of a surrogate pair cannot be percent-encoded.
  const whole = Buffer.from(name).toString();
  const encoded = encodeURIComponent(whole).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const plain = whole.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  response.set({
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
  });
  response.end(content);
}

function check(route: Route, { status, body, html, file }: Answer): void {
  const documented = route.answers[status];
  if (!documented) throw new Error(`${route.operation} answered ${status}, which is not documented`);
  if (html !== undefined || file !== undefined) return;
  const result = documented.schema?.safeParse(body);
  if (result && !result.success) {
    throw new Error(`the answer of ${route.operation} is not as documented: ${z.prettifyError(result.error)}`);
  }
}
