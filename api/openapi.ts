import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problem } from '../contracts/http-common';
import { coveringRoles } from '../domain/duties';
import type { Route } from './route';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const idempotencyKey = z
  .string()
  .max(200)
  .optional()
  .meta({ description: 'A repetition with the same key and body is answered alike and done once.' });
const ifMatch = z
  .string()
  .optional()
  .meta({ description: 'The ETag that it was read with; refused with 412 when it has changed since.' });
const onBehalfOf = z
  .string()
  .optional()
  .meta({ description: 'A person whose delegation to you is in force: you decide with their authority.' });

/** https://www.standardwebhooks.com */
const signatureHeaders = {
  'webhook-id': z.string().max(200).meta({ description: 'The same for every attempt at one message.' }),
  'webhook-timestamp': z.string().meta({ description: 'Seconds since 1970 of this attempt.' }),
  'webhook-signature': z
    .string()
    .meta({ description: '`v1,` and the HMAC-SHA256 of id, timestamp and body, in Base64.' }),
};

const tags: Record<string, string> = {
  Inquiries: 'File inquiries and read cases.',
  Commands: 'Decisions of people on a case, each answered after it is committed.',
  'Follow-up': 'Promises to pay, and stops of reminders.',
  Templates: 'Words to write to customers with: read, previewed, tried out, published.',
  Tracking: 'What became of messages to customers, and whether they may be told when they are opened.',
  Books: 'Customers, invoices, payments and agreements.',
  Audit:
    'What an auditor checks: the journal and its signed checkpoints, erasures, legal holds, retention, and a case as one document.',
  People: 'People with what they hold, delegations, absences.',
  'What-if': 'A period of the journal, lived through again under other rules or with other people.',
  Policies: 'Written by one person, published by another, never changed: targets, calendars, approvals, ladders.',
  Mail: 'Mail that came in and what became of it, and the files that came with it.',
  Webhooks: 'Events to other systems, and what other systems and gateways send in (Standard Webhooks).',
  Metrics: 'Figures, each with the cases behind it.',
  Portal: 'For people of a customer: sign in by a mailed code, see and answer your own inquiries.',
  Desk: 'Who you are, and what needs attention.',
};

const bytes = z.string().meta({ format: 'binary', description: 'The bytes of a file.' });

const entries = {
  portal: 'For people of a customer who have signed in to the portal.',
  public: 'For anybody.',
  signed: 'For whoever signs with the secret of the source.',
};

/** Answers that every address can give. */
const always = {
  400: 'The request does not match its schema.',
  401: 'Who asks is not known.',
  403: 'Your roles do not include this.',
  429: 'Too many requests.',
  503: 'Database or engine do not answer at the moment.',
};

/** The description of the API, made from the very schemas and routes that serve it. */
export function describeApi(routes: readonly Route[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of the issuer for people and customers, or an API key (`idk_…`) for integrations.',
  });
  registry.registerComponent('securitySchemes', 'portal', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of `POST /v1/portal/sessions` (`idp_…`), for the portal and nothing else.',
  });
  for (const route of routes) registry.registerPath(describeRoute(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Inquiry Desk',
      version: '1',
      description:
        'Every customer inquiry about money as one durable case. JSON in snake_case; instants are RFC 3339 with offset; ' +
        'money is a decimal text with its currency; lists come page by page; errors are RFC 9457 problems with a stable ' +
        '`code` and what to do `next`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: 'Whoever runs this desk' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  });
}

function describeRoute(route: Route): Parameters<OpenAPIRegistry['registerPath']>[0] {
  const { method, path, operation, tag, summary, may, params, query, body, bodyOptional = false } = route;
  const roles = [...new Set(may.flatMap(coveringRoles))];
  const who =
    route.entry === undefined
      ? roles.length === 0
        ? 'For everybody who is known.'
        : `For: ${roles.join(', ')}.`
      : entries[route.entry];
  const isCommand = route.answers[412] !== undefined;
  const headers = z.object({
    ...(method === 'post' && route.entry !== 'signed' && { 'Idempotency-Key': idempotencyKey }),
    ...(isCommand && { 'If-Match': ifMatch }),
    ...(route.entry === undefined && { 'On-Behalf-Of': onBehalfOf }),
    ...(route.entry === 'signed' && signatureHeaders),
  });
  return {
    method,
    path,
    operationId: operation,
    tags: [tag],
    summary,
    description: [route.description, who].filter(Boolean).join('\n\n'),
    request: {
      ...(params && { params }),
      ...(query && { query }),
      headers,
      ...(route.takesFile !== undefined && { body: { required: true, content: { '*/*': { schema: bytes } } } }),
      ...(body && { body: { required: !bodyOptional, content: { 'application/json': { schema: body } } } }),
    },
    ...(route.entry !== undefined && { security: route.entry === 'portal' ? [{ portal: [] }] : [] }),
    responses: describeAnswers(route),
  };
}

function describeAnswers({
  answers,
  html,
  csv,
  givesFile,
}: Route): Record<string, { description: string; content?: object }> {
  const described: Record<string, { description: string; content?: Record<string, { schema: z.ZodType }> }> = {};
  for (const [status, description] of Object.entries(always)) {
    described[status] = { description, content: { 'application/problem+json': { schema: problem } } };
  }
  for (const [status, { description, schema }] of Object.entries(answers)) {
    const type = Number(status) >= 400 ? 'application/problem+json' : 'application/json';
    const page: Record<string, { schema: z.ZodType }> =
      html && Number(status) < 400 ? { 'text/html': { schema: z.string() } } : {};
    described[status] = { description, ...(schema && { content: { [type]: { schema }, ...page } }) };
    if (givesFile && Number(status) < 400) described[status] = { description, content: { '*/*': { schema: bytes } } };
    if (csv && Number(status) < 400)
      described[status] = { description, content: { 'text/csv': { schema: z.string() } } };
  }
  return described;
}
