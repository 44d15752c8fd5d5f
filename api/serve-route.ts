import express, { type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { authenticate } from './authenticate';
import type { ApiDependencies } from './dependencies';
import { fingerprint } from './fingerprint';
import { parseBy, parseParams, parseQuery, readIdempotencyKey, readIfMatch } from './parse';
import { requireMay } from './permit';
import { Problem } from './problem';
import { readBody } from './read-body';
import type { Answer, Call, Route } from './route';

/** Bytes of a body. */
const largestBody = 1024 * 1024;

const readRaw = express.raw({ type: () => true, limit: largestBody });
const noFields = z.strictObject({});

/** What happens to every request, in this order: who asks, may they, is it well formed, one call, the answer. */
export function serveRoute(deps: ApiDependencies, route: Route): RequestHandler {
  return async (request, response) => {
    const offered = ['application/json', ...(route.html ? ['text/html'] : []), ...(route.csv ? ['text/csv'] : [])];
    if (!request.accepts(offered)) {
      throw new Problem('not_acceptable');
    }
    const caller = await authenticate(deps, request);
    requireMay(caller, route.may);
    const params = parseParams(route.params, request.params);
    const query = parseQuery(route.query, request.query);
    const body = route.method === 'post' ? await bodyOf(route, request, response) : undefined;
    const call: Call = {
      caller,
      params,
      query,
      body,
      idempotencyKey: readIdempotencyKey(request),
      expectedSequence: readIfMatch(request),
      digest: fingerprint(deps.secretKey, caller, request.method, request.path, body),
    };
    present(deps, route, response, await route.handle(call));
  };
}

async function bodyOf(route: Route, request: Request, response: Response): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    readRaw(request, response, (error?: unknown) => {
      if (error) reject(error instanceof Error ? error : new Problem('malformed_body'));
      else resolve();
    });
  });
  const given = readBody(request);
  if (given === undefined && route.body !== undefined && !route.bodyOptional) throw new Problem('malformed_body');
  return parseBy(route.body ?? noFields, given ?? {}, true);
}

function present({ checkAnswers }: ApiDependencies, route: Route, response: Response, answer: Answer): void {
  const { status, body, html, csv, headers = {} } = answer;
  if (checkAnswers) check(route, answer);
  // What one caller may see another may not: nothing may be kept by what lies between.
  response.set({ 'Cache-Control': 'private, no-cache', Vary: 'Authorization, On-Behalf-Of', ...headers });
  response.status(status);
  if (html !== undefined) response.type('html').send(html);
  else if (csv !== undefined) response.type('text/csv').send(csv);
  else if (body === undefined) response.end();
  else response.json(body);
}

function check(route: Route, { status, body, html }: Answer): void {
  const documented = route.answers[status];
  if (!documented) throw new Error(`${route.operation} answered ${status}, which is not documented`);
  if (html !== undefined) return;
  const result = documented.schema?.safeParse(body);
  if (result && !result.success) {
    throw new Error(`the answer of ${route.operation} is not as documented: ${z.prettifyError(result.error)}`);
  }
}
