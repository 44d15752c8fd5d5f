import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SinkMail, SinkStore } from './sink';
import { findConversations } from './sink-conversations';
import { isFromHere, readForm } from './sink-form';
import { conversationPage, listPage, mailPage, plainPage, writePage, type Draft, type SinkPage } from './sink-views';
import { beginAnswer, type SendCustomerMail } from './sink-writing';

/** What people need to write to the desk on the page; null where it only shows. */
export interface Writing {
  deskAddress: string;
  send: SendCustomerMail;
}

/**
 * The mailbox of the sink, for people and for scripts:
 *
 * - `GET /` the conversations, newest first, refreshed every few seconds; `?recipient=` narrows it to one customer
 * - `GET /conversation/{id}` its mails in order, with the form to answer the last one of the desk
 * - `GET /mail/{id}` one mail, readable; pictures only with `?pictures=1`, because loading one is what open tracking sees
 * - `GET /write` a new mail to the desk as any customer; `?answers={id}` an answer. `POST /write` sends it: the fields
 *   `from`, `to`, `subject`, `text`, `answers` and files `attachment`; with `Accept: application/json` it answers 201
 * - `GET /mails` the desk's mails as JSON, newest first; `?recipient=` narrows it; `GET /mails/{id}` one; `GET /mails/{id}/raw`
 * - `DELETE /mails` forgets all of them
 */
export function createSinkPages(
  store: SinkStore,
  writing: Writing | null = null,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://mailbox');
    const recipient = url.searchParams.get('recipient') || undefined;
    const [, room, id, part] = url.pathname.split('/');
    const newestFirst = (): SinkMail[] => store.mails(recipient).reverse();
    const find = (wanted: string | null | undefined): SinkMail | undefined =>
      store.all().find((candidate) => candidate.id === wanted);
    const mail = id === undefined ? undefined : find(id);

    if (request.method === 'DELETE' && url.pathname === '/mails') {
      store.clear();
      response.writeHead(204).end();
      return;
    }
    if (request.method === 'POST' && url.pathname === '/write' && writing) {
      receiveForm(request, response, writing, find).catch(() => response.destroy());
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD, DELETE, POST' }).end();
      return;
    }
    if (url.pathname === '/') {
      return sendPage(response, 200, listPage(narrow(store, recipient), recipient, writing !== null));
    }
    if (url.pathname === '/mails') return sendJson(response, 200, newestFirst());
    if (url.pathname === '/write' && writing) {
      const answered = find(url.searchParams.get('answers'));
      return sendPage(response, 200, writePage(answered ? answerDraft(answered) : newDraft(writing)));
    }
    const conversation =
      room === 'conversation' && mail && findConversations(store.all()).find(({ mails }) => mails.includes(mail));
    if (conversation) {
      const last = conversation.mails.filter(({ written }) => !written).at(-1);
      return sendPage(response, 200, conversationPage(conversation, writing && last ? answerDraft(last) : null));
    }
    if (mail && room === 'mails' && part === undefined) return sendJson(response, 200, mail);
    if (mail && room === 'mails' && part === 'raw') {
      // As text, whatever the mail says it is: a browser must never run it.
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', ...safe }).end(store.raw(mail.id));
      return;
    }
    if (mail && room === 'mail' && part === undefined) {
      const pictures = url.searchParams.get('pictures') === '1';
      return sendPage(response, 200, mailPage(mail, pictures, writing !== null));
    }
    return sendPage(
      response,
      404,
      plainPage('No such mail', '<p>There is no such mail. <a href="/">To the mailbox</a></p>'),
    );
  };
}

const newDraft = ({ deskAddress }: Writing): Draft => ({
  from: '',
  to: deskAddress,
  subject: '',
  text: '',
  answers: null,
});
const answerDraft = (mail: SinkMail): Draft => ({ ...beginAnswer(mail), answers: mail.id });

function narrow(store: SinkStore, recipient: string | undefined): ReturnType<typeof findConversations> {
  const wanted = recipient?.toLowerCase();
  const isTheirs = ({ sender, recipients, written }: SinkMail): boolean =>
    (written ? [sender] : recipients).some((address) => address.toLowerCase() === wanted);
  return findConversations(store.all()).filter(({ mails }) => wanted === undefined || mails.some(isTheirs));
}

async function receiveForm(
  request: IncomingMessage,
  response: ServerResponse,
  { send }: Writing,
  find: (id: string | undefined) => SinkMail | undefined,
): Promise<void> {
  const asJson = request.headers.accept === 'application/json';
  const refuse = (status: number, problem: string, draft?: Draft): void => {
    response.setHeader('Connection', 'close');
    if (asJson) sendJson(response, status, { problem });
    else sendPage(response, status, draft ? writePage(draft, problem) : plainPage('Not sent', `<p>${problem}</p>`));
  };
  if (!isFromHere(request)) return refuse(403, 'Only this page and programs on this machine may send.');
  const form = await readForm(request);
  if (form === null) return refuse(400, 'This is not the form of this page, or its files are too large.');
  const { from = '', to = '', subject = '', text = '', answers } = form.fields;
  const result = await send({
    from,
    to: to.trim(),
    subject,
    // Browsers end lines of a form with CR LF.
    text: text.replaceAll('\r\n', '\n'),
    attachments: form.files,
    answers: find(answers) ?? null,
  });
  if ('problem' in result) return refuse(422, result.problem, { from, to, subject, text, answers: answers ?? null });
  const { id, messageId } = result.sent;
  if (asJson) return sendJson(response, 201, { id, message_id: messageId });
  response.writeHead(303, { Location: `/conversation/${id}`, ...safe }).end();
}

const safe = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin' };

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...safe }).end(JSON.stringify(body));
}

function sendPage(response: ServerResponse, status: number, { html, pictures }: SinkPage): void {
  const images = pictures ? 'img-src http: https: data:' : 'img-src data:';
  response
    .writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; ${images}`,
      ...safe,
    })
    .end(html);
}
