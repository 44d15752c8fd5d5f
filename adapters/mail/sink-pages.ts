import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from './escape-html';
import type { SinkMail, SinkStore } from './sink';

/**
 * The mailbox of the sink, for people and for scripts:
 *
 * - `GET /` the list, newest first, refreshed every few seconds; `?recipient=` narrows it
 * - `GET /mail/{id}` one mail, readable; pictures only with `?pictures=1`, because loading one is what open tracking sees
 * - `GET /mails` all mails as JSON, newest first; `?recipient=` narrows it; `GET /mails/{id}` one; `GET /mails/{id}/raw`
 * - `DELETE /mails` forgets all of them
 */
export function createSinkPages(store: SinkStore): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://mailbox');
    const recipient = url.searchParams.get('recipient') || undefined;
    const [, room, id, part] = url.pathname.split('/');
    const newestFirst = (): SinkMail[] => store.mails(recipient).reverse();
    const mail = id === undefined ? undefined : store.mails().find((candidate) => candidate.id === id);

    if (request.method === 'DELETE' && url.pathname === '/mails') {
      store.clear();
      response.writeHead(204).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD, DELETE' }).end();
      return;
    }
    if (url.pathname === '/') return sendPage(response, 200, listPage(newestFirst(), recipient));
    if (url.pathname === '/mails') return sendJson(response, newestFirst());
    if (mail && room === 'mails' && part === undefined) return sendJson(response, mail);
    if (mail && room === 'mails' && part === 'raw') {
      // As text, whatever the mail says it is: a browser must never run it.
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', ...safe }).end(store.raw(mail.id));
      return;
    }
    if (mail && room === 'mail' && part === undefined) {
      return sendPage(response, 200, mailPage(mail, url.searchParams.get('pictures') === '1'));
    }
    return sendPage(
      response,
      404,
      page('No such mail', '<p>There is no such mail. <a href="/">To the mailbox</a></p>'),
    );
  };
}

const safe = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', ...safe }).end(JSON.stringify(body));
}

function sendPage(response: ServerResponse, status: number, { html, pictures }: Page): void {
  const images = pictures ? 'img-src http: https: data:' : 'img-src data:';
  response
    .writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; ${images}`,
      ...safe,
    })
    .end(html);
}

interface Page {
  html: string;
  pictures: boolean;
}

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #ccc; vertical-align: top; overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f5f5f5; padding: 1rem; }
  iframe { width: 100%; height: 36rem; border: 1px solid #767676; }
  label { margin-right: .5rem; } input, button { font: inherit; }
`;

function page(title: string, body: string, options: { refreshSeconds?: number; pictures?: boolean } = {}): Page {
  const refresh = options.refreshSeconds ? `<meta http-equiv="refresh" content="${options.refreshSeconds}">` : '';
  return {
    pictures: options.pictures ?? false,
    html:
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `${refresh}<title>${escapeHtml(title)}</title><style>${style}</style></head>` +
      `<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`,
  };
}

function listPage(mails: SinkMail[], recipient: string | undefined): Page {
  const rows = mails.map(
    (mail) =>
      `<tr><td><time datetime="${mail.receivedAt}">${mail.receivedAt.replace('T', ' ').slice(0, 19)}</time></td>` +
      `<td>${escapeHtml(mail.recipients.join(', '))}</td>` +
      `<td><a href="/mail/${mail.id}">${escapeHtml(mail.subject || '(no subject)')}</a></td></tr>`,
  );
  const body =
    `<p>Every mail of this desk ends here; none is delivered.</p>` +
    `<form><label for="recipient">Recipient</label>` +
    `<input id="recipient" name="recipient" type="email" value="${escapeHtml(recipient ?? '')}"> <button>Show</button></form>` +
    `<p>${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}</p>` +
    `<table><thead><tr><th scope="col">Received (UTC)</th><th scope="col">Recipient</th><th scope="col">Subject</th></tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table>`;
  return page('Mailbox', body, { refreshSeconds: 5 });
}

function mailPage(mail: SinkMail, pictures: boolean): Page {
  const headers = Object.entries(mail.headers)
    .map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`)
    .join('');
  // No scripts, no forms, no access to this page; links open elsewhere, as in a mail program.
  const sandbox = 'allow-popups allow-popups-to-escape-sandbox';
  const frame =
    mail.html === null
      ? '<p>The mail has no HTML part.</p>'
      : `<iframe title="HTML of the mail" sandbox="${sandbox}" srcdoc="${escapeHtml(`<base target="_blank">${mail.html}`)}"></iframe>`;
  const body =
    `<p><a href="/">To the mailbox</a> · <a href="/mails/${mail.id}/raw">Source</a> · ` +
    (pictures
      ? `<a href="/mail/${mail.id}">Without pictures</a></p>`
      : `<a href="/mail/${mail.id}?pictures=1">With pictures (counts as opened)</a></p>`) +
    `<p>To ${escapeHtml(mail.recipients.join(', '))}</p>` +
    `<h2>Text</h2><pre>${escapeHtml(mail.text)}</pre><h2>HTML</h2>${frame}` +
    `<h2>Headers</h2><table><tbody>${headers}</tbody></table>`;
  return page(mail.subject || '(no subject)', body, { pictures });
}
