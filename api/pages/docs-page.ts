import { errorTable } from '../../contracts/errors';
import type { OpenApiDocument } from '../openapi';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
}

interface Schema {
  $ref?: string;
  example?: unknown;
  [key: string]: unknown;
}

/** Filters the list while somebody types; the page works without it. */
export const docsScript = `
const field = document.querySelector('#search');
const articles = [...document.querySelectorAll('article')];
const show = () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const article of articles) article.hidden = !words.every((word) => article.dataset.words.includes(word));
  for (const section of document.querySelectorAll('section')) {
    section.hidden = [...section.querySelectorAll('article')].every((article) => article.hidden);
  }
};
field.addEventListener('input', show);
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== field) { event.preventDefault(); field.focus(); }
});
const open = () => { const target = document.querySelector(location.hash || 'x-none'); if (target?.matches('article')) target.querySelector('details').open = true; };
addEventListener('hashchange', open); open();
`;

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); --accent: #0b6bcb; }
@media (prefers-color-scheme: dark) { :root { --accent: #7db8f5; } }
* { box-sizing: border-box; } body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 6rem; }
h1 { margin: 0 0 .25rem; } h2 { margin: 2.5rem 0 .5rem; } h3 { font-size: 1rem; margin: 0; }
p { max-width: 46rem; } a { color: var(--accent); }
#search { font: inherit; width: 100%; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .5rem; background: Canvas; color: CanvasText; position: sticky; top: .5rem; }
article { border-top: 1px solid var(--line); } article[hidden], section[hidden] { display: none; }
summary { cursor: pointer; padding: .6rem 0; display: grid; grid-template-columns: 3.6rem 1fr; gap: .2rem .8rem; align-items: baseline; }
summary .words { grid-column: 2; opacity: .8; } .method { font: 600 .8rem ui-monospace, monospace; text-transform: uppercase; color: var(--accent); }
code, pre { font: .875rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; } pre { background: var(--soft); border-radius: .5rem; padding: .8rem; overflow-x: auto; }
.inside { padding: 0 0 1.2rem 4.4rem; } @media (max-width: 40rem) { .inside { padding-left: 0; } }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
`;

/** The whole documentation in one page, with nothing fetched from anywhere: readable, searchable, printable. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  );
  const examples = examplesOf(document);
  const sections = (document.tags ?? []).map(({ name, description = '' }) => {
    const here = operations.filter(({ operation }) => operation.tags?.includes(name));
    const articles = here.map((each) => article(each.path, each.method, each.operation, examples)).join('');
    return `<section><h2>${escape(name)}</h2><p>${escape(description)}</p>${articles}</section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inquiry Desk API</title><style>${style}</style></head>
<body><header><h1>Inquiry Desk API</h1>
<p>${escape(document.info.description ?? '')}</p>
<p>The same for programs: <a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1). Every request carries
<code>Authorization: Bearer …</code>: a token of the issuer, or an API key.</p></header>
<main><input id="search" type="search" placeholder="Search: proposal, approve, invoice …  ( / )" aria-label="Search" autocomplete="off">
${sections.join('\n')}
${errors()}</main>
<script>${docsScript}</script></body></html>`;
}

function article(path: string, method: string, operation: Operation, examples: Examples): string {
  const { operationId = '', summary = '', description = '', parameters = [], requestBody, responses = {} } = operation;
  const words = `${method} ${path} ${operationId} ${summary} ${description}`.toLowerCase();
  const bodyExample = examples(requestBody?.content?.['application/json']?.schema);
  const curl = [
    `curl${method === 'post' ? ' -X POST' : ''} "$DESK${path}"`,
    `-H "Authorization: Bearer $TOKEN"`,
    ...(bodyExample === undefined
      ? []
      : [`-H "Content-Type: application/json"`, `-d '${JSON.stringify(bodyExample).replaceAll("'", "'\\''")}'`]),
  ].join(' \\\n  ');
  return `<article id="${escape(operationId)}" data-words="${escape(words)}"><details>
<summary><span class="method">${method}</span><h3><code>${escape(path)}</code></h3><span class="words">${escape(summary)}</span></summary>
<div class="inside">${description
    .split('\n\n')
    .map((part) => `<p>${escape(part)}</p>`)
    .join('')}
${table(
  ['Parameter', 'In', 'What'],
  parameters.map(({ name, in: place, required, description: what, schema }) => [
    `<code>${escape(name)}</code>${required ? ' *' : ''}`,
    place,
    escape([what ?? '', Array.isArray(schema?.['enum']) ? schema['enum'].join(', ') : ''].filter(Boolean).join(' ')),
  ]),
)}
<pre>${escape(curl)}</pre>
${table(
  ['Answer', 'What'],
  Object.entries(responses).map(([status, { description: what = '', content }]) => {
    const example = examples(content?.['application/json']?.schema);
    const shown = example === undefined ? '' : `<pre>${escape(JSON.stringify(example, null, 2))}</pre>`;
    return [`<code>${status}</code>`, `${escape(what)}${shown}`];
  }),
)}</div></details></article>`;
}

function errors(): string {
  const rows = Object.entries(errorTable).map(([code, { status, title, next, retryable }]) => [
    `<code id="error-${code}">${code}</code>`,
    String(status),
    `${escape(title)} ${escape(next)}${retryable ? ' The same request may succeed later.' : ''}`,
  ]);
  return `<section><h2>Errors</h2><p>Every error is <code>application/problem+json</code>; <code>code</code> is stable.</p>
<article data-words="errors codes problems">${table(['Code', 'Status', 'What, and what to do'], rows)}</article></section>`;
}

/** Cells are HTML already. */
function table(heads: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  const head = heads.map((cell) => `<th>${cell}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

type Examples = (schema: Schema | undefined) => unknown;

function examplesOf(document: OpenApiDocument): Examples {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return (schema) => {
    const name = schema?.$ref?.split('/').at(-1);
    const found = name === undefined ? schema : schemas[name];
    return found?.example;
  };
}
