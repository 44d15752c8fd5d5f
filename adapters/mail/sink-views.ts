import { escapeHtml } from './escape-html';
import type { SinkMail } from './sink';
import type { Conversation } from './sink-conversations';

/** A page of the mailbox. It works without script. */
export interface SinkPage {
  html: string;
  /** Pictures of the mail are loaded: open tracking sees that. */
  pictures: boolean;
}

export interface Draft {
  from: string;
  to: string;
  subject: string;
  text: string;
  /** Id of the mail that is answered. */
  answers: string | null;
}

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #ccc; vertical-align: top; overflow-wrap: anywhere; } thead th { white-space: nowrap; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f5f5f5; padding: 1rem; }
  iframe { width: 100%; height: 36rem; border: 1px solid #767676; }
  article { border: 1px solid #767676; margin: 1rem 0; padding: 0 1rem 1rem; } article.written { margin-left: 3rem; background: #f3f7fd; } article.written pre { background: #fff; }
  label { display: block; margin: .8rem 0 .2rem; } input, textarea, button { font: inherit; box-sizing: border-box; } input[type=text], input[type=email], textarea { width: 100%; padding: .3rem; border: 1px solid #767676; }
  button { padding: .4rem 1rem; margin-top: 1rem; } .problem { border-left: .4rem solid #a40000; padding: .4rem 1rem; }
`;

export function plainPage(
  title: string,
  body: string,
  options: { refreshSeconds?: number; pictures?: boolean } = {},
): SinkPage {
  const refresh = options.refreshSeconds ? `<meta http-equiv="refresh" content="${options.refreshSeconds}">` : '';
  return {
    pictures: options.pictures ?? false,
    html:
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `${refresh}<title>${escapeHtml(title)}</title><style>${style}</style></head>` +
      `<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`,
  };
}

export function listPage(conversations: Conversation[], recipient: string | undefined, mayWrite: boolean): SinkPage {
  const count = conversations.reduce((sum, { mails }) => sum + mails.length, 0);
  const rows = conversations.map(({ id, mails }) => {
    const last = mails.at(-1);
    const customers = new Set(mails.map((mail) => (mail.written ? mail.sender : mail.recipients.join(', '))));
    return (
      `<tr><td>${time(last?.receivedAt ?? '')}</td><td>${escapeHtml([...customers].join(', '))}</td>` +
      `<td><a href="/conversation/${id}">${escapeHtml(mails[0]?.subject || '(no subject)')}</a></td>` +
      `<td>${mails.length}</td></tr>`
    );
  });
  const body =
    `<p>Every mail of this desk ends here; none is delivered.` +
    `${mayWrite ? ' You are all of its customers: <a href="/write">write to the desk</a>, or answer a mail.' : ''}</p>` +
    `<form><label for="recipient">Customer’s address</label>` +
    `<input id="recipient" name="recipient" type="email" value="${escapeHtml(recipient ?? '')}"> <button>Show</button></form>` +
    `<p>${count} ${count === 1 ? 'mail' : 'mails'}</p>` +
    `<table><thead><tr><th scope="col">Last (UTC)</th><th scope="col">Customer</th><th scope="col">Subject</th><th scope="col">Mails</th></tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table>`;
  return plainPage('Mailbox', body, { refreshSeconds: 5 });
}

export function conversationPage({ mails }: Conversation, answer: Draft | null): SinkPage {
  const parts = mails.map(
    (mail) =>
      `<article${mail.written ? ' class="written"' : ''} aria-labelledby="mail-${mail.id}">` +
      `<h2 id="mail-${mail.id}">${mail.written ? `${escapeHtml(mail.sender)} to the desk` : `The desk to ${escapeHtml(mail.recipients.join(', '))}`}</h2>` +
      `<p>${time(mail.receivedAt)} UTC · <a href="/mail/${mail.id}">${escapeHtml(mail.subject || '(no subject)')}</a></p>` +
      `<pre>${escapeHtml(mail.text)}</pre>${attachmentList(mail)}</article>`,
  );
  const body =
    `<p><a href="/">To the mailbox</a></p>${parts.join('')}` +
    (answer ? `<h2 id="answer">Answer as the customer</h2>${form(answer)}` : '');
  return plainPage(mails[0]?.subject || '(no subject)', body);
}

export function writePage(draft: Draft, problem: string | null = null): SinkPage {
  const notice = problem === null ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`;
  const title = draft.answers === null ? 'Write to the desk' : 'Answer';
  return plainPage(title, `<p><a href="/">To the mailbox</a></p>${notice}${form(draft)}`);
}

export function mailPage(mail: SinkMail, pictures: boolean, mayAnswer: boolean): SinkPage {
  const headers = Object.entries(mail.headers)
    .map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`)
    .join('');
  // No scripts, no forms, no access to this page; links open elsewhere, as in a mail program.
  const sandbox = 'allow-popups allow-popups-to-escape-sandbox';
  const frame =
    mail.html === null
      ? '<p>The mail has no HTML part.</p>'
      : `<iframe title="HTML of the mail" sandbox="${sandbox}" srcdoc="${escapeHtml(`<base target="_blank">${mail.html}`)}"></iframe>`;
  const answer = mayAnswer && !mail.written ? `<a href="/write?answers=${mail.id}">Answer as the customer</a> · ` : '';
  const body =
    `<p><a href="/">To the mailbox</a> · ${answer}<a href="/mails/${mail.id}/raw">Source</a> · ` +
    (pictures
      ? `<a href="/mail/${mail.id}">Without pictures</a></p>`
      : `<a href="/mail/${mail.id}?pictures=1">With pictures (counts as opened)</a></p>`) +
    `<p>To ${escapeHtml(mail.recipients.join(', '))}</p>` +
    `<h2>Text</h2><pre>${escapeHtml(mail.text)}</pre>${attachmentList(mail)}<h2>HTML</h2>${frame}` +
    `<h2>Headers</h2><table><tbody>${headers}</tbody></table>`;
  return plainPage(mail.subject || '(no subject)', body, { pictures });
}

function form({ from, to, subject, text, answers }: Draft): string {
  const line = (id: string, label: string, value: string): string =>
    `<label for="${id}">${label}</label><input id="${id}" name="${id}" type="text" required value="${escapeHtml(value)}">`;
  return (
    `<form method="post" action="/write" enctype="multipart/form-data">` +
    (answers === null ? '' : `<input type="hidden" name="answers" value="${escapeHtml(answers)}">`) +
    line('from', 'From (any customer: name and address, or the address)', from) +
    line('to', 'To', to) +
    line('subject', 'Subject', subject) +
    // The first line break after the tag belongs to HTML, not to the text.
    `<label for="text">Text</label><textarea id="text" name="text" rows="12" required>\n${escapeHtml(text)}</textarea>` +
    `<label for="attachment">Files</label><input id="attachment" name="attachment" type="file" multiple>` +
    `<div><button>Send</button></div></form>`
  );
}

const time = (instant: string): string =>
  `<time datetime="${instant}">${instant.replace('T', ' ').slice(0, 19)}</time>`;

function attachmentList({ attachments }: SinkMail): string {
  if (attachments.length === 0) return '';
  const items = attachments.map(
    ({ name, type, size }) => `<li>${escapeHtml(name)} (${escapeHtml(type)}, ${size} bytes)</li>`,
  );
  return `<h3>Attached</h3><ul>${items.join('')}</ul>`;
}
