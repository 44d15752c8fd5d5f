import { z } from 'zod';
import { problem } from '../../contracts/http-common';
import {
  listReceivedMailsQuery,
  receivedMailDetail,
  receivedMailList,
  receiveMailQuery,
  takenMail,
} from '../../contracts/http-mail';
import { inquiryOwner } from '../../contracts/ids';
import { findFile } from '../../db/find-file';
import { findReceivedMail } from '../../db/find-received-mail';
import { listReceivedMails } from '../../db/list-received-mails';
import { readTexts } from '../../db/read-texts';
import { retryReceivedMail } from '../../db/retry-received-mail';
import type { ReceivedMailRow } from '../../db/rows';
import type { ProcessMailPorts } from '../../intake/ports';
import { processMail } from '../../intake/process-mail';
import { storeMail } from '../../intake/store-mail';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { presentMailDetail, presentReceivedMail, readMailWords, referenceOf } from '../present-mail';
import { Problem } from '../problem';
import { route, type Route } from '../route';

const byId = z.strictObject({ id: z.uuid() });
const notFound = { description: 'No such mail.', schema: problem };

/** Bytes, as the listener takes them. */
const largestMail = 25_000_000;

/** Mail that came in: what became of each, what could not be read, and a way in for programs that receive mail. */
export function createReceivedMailRoutes(deps: ApiDependencies): Route[] {
  const { knex } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/received-mails',
      operation: 'listReceivedMails',
      tag: 'Mail',
      summary: 'List mail that came in, the newest first',
      description: 'Every mail is here, whatever became of it; `status=failed` shows what could not be read.',
      may: ['readMail'],
      query: listReceivedMailsQuery,
      answers: { 200: { description: 'A page of mail.', schema: receivedMailList } },
      handle: async ({ query }) => {
        const { status, disposition, mailbox, reference } = query;
        const owner = reference === undefined ? undefined : inquiryOwner(reference);
        const filter = { status, disposition, mailbox, owner };
        const { rows, nextCursor } = await listReceivedMails(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentReceivedMail), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/received-mails',
      operation: 'receiveMail',
      tag: 'Mail',
      summary: 'Hand over a mail as it came',
      description:
        'The body is the mail (RFC 5322), byte for byte. It is stored before anything else is done with it; the same bytes in ' +
        'the same mailbox are one mail, however often they are sent. For providers that pass mail on over HTTP.',
      may: ['receiveMail'],
      query: receiveMailQuery,
      takesFile: largestMail,
      answers: {
        200: { description: 'It was here before.', schema: takenMail },
        201: { description: 'Stored, and processed unless its status says that it waits.', schema: takenMail },
        413: { description: 'Larger than 25 MB.', schema: problem },
        422: { description: 'It names a team that does not exist.', schema: problem },
      },
      handle: async ({ query: { mailbox, team }, file }) => {
        if (team !== undefined && !(team in (await deps.policies.newest()).teams)) {
          throw new Problem('record_unknown', { details: { kind: 'team', id: team } });
        }
        const ports = portsOf(deps);
        const { id, stored } = await storeMail(ports, {
          mailbox: { name: mailbox, ...(team !== undefined && { team }) },
          source: 'webhook',
          raw: file?.content ?? Buffer.alloc(0),
        });
        await processMail(ports, id);
        return {
          status: stored === 'now' ? 201 : 200,
          headers: { Location: `/v1/received-mails/${id}` },
          body: presentTaken(await requireMail(deps, id)),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/received-mails/{id}',
      operation: 'readReceivedMail',
      tag: 'Mail',
      summary: 'Read a mail that came in',
      may: ['readMail'],
      params: byId,
      answers: { 200: { description: 'The mail.', schema: receivedMailDetail }, 404: notFound },
      handle: async ({ params }) => {
        const row = await requireMail(deps, params.id);
        const texts = row.content === null ? {} : await readTexts(knex, [row.content]);
        return { status: 200, body: presentMailDetail(row, readMailWords(texts[row.content ?? ''])) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/received-mails/{id}/raw',
      operation: 'downloadReceivedMail',
      tag: 'Mail',
      summary: 'Save a mail as it came',
      description: 'Byte for byte, with all that the sender put into it: open it with care.',
      may: ['readMail'],
      params: byId,
      givesFile: true,
      answers: {
        200: { description: 'The mail (RFC 5322).' },
        404: notFound,
        410: { description: 'It has been erased.', schema: problem },
      },
      handle: async ({ params }) => {
        const row = await requireMail(deps, params.id);
        const content = (await findFile(knex, row.file))?.content ?? null;
        if (content === null) throw new Problem('file_erased');
        return { status: 200, file: { name: `${row.id}.eml`, mediaType: 'message/rfc822', content } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/received-mails/{id}/retries',
      operation: 'retryReceivedMail',
      tag: 'Mail',
      summary: 'Try to read a mail again that could not be read',
      may: ['retryMail'],
      params: byId,
      answers: {
        200: { description: 'It was tried; its status says with what success.', schema: takenMail },
        404: notFound,
        422: { description: 'It has not failed.', schema: problem },
      },
      handle: async ({ params }) => {
        await requireMail(deps, params.id);
        if (!(await retryReceivedMail(knex, params.id))) throw new Problem('mail_not_failed');
        await processMail(portsOf(deps), params.id);
        return { status: 200, body: presentTaken(await requireMail(deps, params.id)) };
      },
    }),
  ];
}

async function requireMail({ knex }: ApiDependencies, id: string): Promise<ReceivedMailRow> {
  const row = await findReceivedMail(knex, id);
  if (!row) throw new Problem('not_found');
  return row;
}

const presentTaken = (row: ReceivedMailRow) => ({
  id: row.id,
  status: row.status,
  disposition: row.disposition,
  reference: referenceOf(row),
});

const portsOf = ({
  knex,
  engine,
  policies,
  secretKey,
  mailAddress,
  clock,
  log,
}: ApiDependencies): ProcessMailPorts => ({
  db: knex,
  engine,
  policies,
  secret: secretKey,
  ownAddress: mailAddress,
  clock: { now: clock },
  log,
});
