import type { z } from 'zod';
import type { Action } from '../domain/duties';
import type { Caller } from './caller';

/** One request, checked: who asks, and what the address, the query and the body say. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  caller: Caller;
  params: Params;
  query: Query;
  body: Body;
  /** `Idempotency-Key`, or null when the caller sent none. */
  idempotencyKey: string | null;
  /** From `If-Match`: the sequence of the case that the caller has read. */
  expectedSequence: number | undefined;
  /** Keyed fingerprint of who asks for what. */
  digest: string;
  /** The network address that the request came from. */
  address: string;
  header: (name: string) => string | undefined;
  /** The body of a route that takes a file or signed bytes, with the type that the sender says it has. */
  file: { content: Buffer; type: string | null } | null;
}

export interface Answer {
  status: number;
  body?: unknown;
  /** A page for people, instead of `body`; only of a route that says so. */
  html?: string;
  /** A file of comma-separated values, instead of `body`; only of a route that says so. */
  csv?: string;
  /** Bytes to be saved, instead of `body`; only of a route that says so. */
  file?: { name: string; mediaType: string; content: Buffer };
  headers?: Record<string, string>;
}

export type Method = 'get' | 'post' | 'delete';

/**
 * Everything there is to know of one address and method: the app registers it, checks rights and input by it, and the
 * documentation is made from it.
 */
export interface RouteDefinition<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  method: Method;
  /** With parameters in braces, as in OpenAPI. */
  path: `/v1/${string}`;
  operation: string;
  tag: string;
  summary: string;
  description?: string;
  /**
   * Whom it lets in: whoever has a token of the issuer or an API key unless told; `portal` only customers who have signed in
   * to the portal; `public` anybody, as a caller without roles; `signed` anybody, with the body as bytes whose signature the
   * route itself checks.
   */
  entry?: 'portal' | 'public' | 'signed';
  /** One of these has to be covered by a role of the caller; an empty list lets everybody in who is known. */
  may: readonly Action[];
  params?: Params;
  query?: Query;
  body?: Body;
  /** The body may be left out, and is then an empty object. */
  bodyOptional?: boolean;
  /** Bytes: the body is a file of at most so many, of any type, and no JSON. */
  takesFile?: number;
  /** It answers with a file to be saved. */
  givesFile?: true;
  /** It can answer with a page for people. */
  html?: true;
  /** It answers with a file of comma-separated values. */
  csv?: true;
  answers: Record<number, { description: string; schema?: z.ZodType }>;
  handle: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Answer>;
}

export type Route = Omit<RouteDefinition, 'handle'> & { handle: (call: Call) => Promise<Answer> };

/** Keeps the types of parameters, query and body together while a route is written, and forgets them afterwards. */
export function route<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  definition: RouteDefinition<Params, Query, Body>,
): Route {
  return definition as unknown as Route;
}
