import { z } from 'zod';
import { list, problem, reference } from '../../contracts/http-common';
import { filedInquiry } from '../../contracts/http-inquiries';
import {
  portalAnswerBody,
  portalFile,
  portalInquiry,
  portalInquiryBody,
  portalInquiryList,
  portalInquiryQuery,
  portalMessageList,
  portalStanding,
  portalTaken,
  ratingBody,
  uploadedFile,
  uploadQuery,
} from '../../contracts/http-portal';
import { noDataBody } from '../../contracts/http-commands';
import { inquiryOwner, type Reference } from '../../contracts/ids';
import type { Uploads } from '../../db/claim-uploads';
import { countPortalUse } from '../../db/count-portal-use';
import { findFiles, type FileFacts } from '../../db/find-files';
import { findInquiryWords } from '../../db/find-inquiry-words';
import { findUploads } from '../../db/find-uploads';
import { listInquiries } from '../../db/list-inquiries';
import { listMergedCases } from '../../db/list-merged-cases';
import { listMessages } from '../../db/list-messages';
import { readFile } from '../../db/read-file';
import { readTexts } from '../../db/read-texts';
import type { MessageRow } from '../../db/rows';
import { actorOf, callerName, type Caller, type PortalLogin } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { fileInquiry, wasFiled } from '../file-inquiry';
import { keepUpload, largestUpload, uploadsPerHour } from '../keep-upload';
import { readPaging } from '../paging';
import {
  isPublic,
  presentPortalFile,
  presentPortalInquiry,
  presentPortalMessage,
  presentPortalSummary,
} from '../present-to-portal';
import { Problem } from '../problem';
import { rateCase } from '../rate-case';
import { receiveCustomerMessage } from '../receive-message';
import { route, type Route } from '../route';
import type { SubmitCommand } from '../submit-command';
import { findVisibleCase } from '../visible';

const onCase = z.strictObject({ reference });
const notFound = { description: 'Nothing here that is yours.', schema: problem };
const portal = { entry: 'portal' as const, tag: 'Portal', may: [] };

/** Somebody who has signed in to the portal. */
type Customer = Extract<Caller, { kind: 'customer' }> & { portal: PortalLogin };

/**
 * What people of a customer see of their inquiries, and do about them. Everything goes by the customer of the session: what
 * is another's does not exist. Nothing is shown of people, notes, proposals and clocks.
 */
export function createPortalInquiryRoutes(deps: ApiDependencies, submit: SubmitCommand): Route[] {
  const { knex, clock } = deps;
  return [
    route({
      ...portal,
      method: 'get',
      path: '/v1/portal/inquiries',
      operation: 'listPortalInquiries',
      summary: 'List your inquiries, the newest first',
      query: portalInquiryQuery,
      answers: { 200: { description: 'A page.', schema: portalInquiryList } },
      handle: async ({ caller, query }) => {
        const filter = { customer: customerOf(caller).id, verifiedOnly: true };
        const { rows, nextCursor } = await listInquiries(knex, filter, '-received_at', readPaging(query));
        const words = await findInquiryWords(
          knex,
          rows.map((row) => row.reference),
        );
        const data = rows.map((row) => {
          const { words: said, phase } = words[row.reference] ?? {};
          return presentPortalSummary(row, phase ?? 'open', said?.subject ?? null);
        });
        return { status: 200, body: { data, has_more: nextCursor !== null, next_cursor: nextCursor } };
      },
    }),
    route({
      ...portal,
      method: 'post',
      path: '/v1/portal/inquiries',
      operation: 'filePortalInquiry',
      summary: 'File an inquiry',
      description: 'As `POST /v1/inquiries` does. The answers go to the address that you have signed in with.',
      body: portalInquiryBody,
      answers: {
        200: { description: 'Filed before under this key.', schema: filedInquiry },
        201: { description: 'Filed; the case runs.', schema: filedInquiry },
        202: { description: 'Filed; the case starts in a moment.', schema: filedInquiry },
        409: { description: 'The key was used for another inquiry.', schema: problem },
        422: { description: 'It names something that is not yours.', schema: problem },
      },
      handle: async (call) => {
        const customer = customerOf(call.caller);
        const { files, follows, subject, body } = call.body;
        if (follows !== undefined) await requireOwn(customer, follows);
        const attachments = files ? await findUploads(knex, uploadsOf(customer, files)) : [];
        // A repetition finds its files given away, and is answered by its key all the same.
        const asked = { ...call, body: { subject, body, ...(follows !== undefined && { follows }) } };
        if (attachments === null && !(await wasFiled(knex, asked))) throw new Problem('file_unknown');
        const filed = await fileInquiry(deps, asked, attachments ?? []);
        const { reference: name, receivedAt, how } = filed;
        return {
          status: { now: 201, before: 200, engine_away: 202 }[how],
          headers: { Location: `/v1/portal/inquiries/${name}` },
          body: { reference: name, status: how === 'engine_away' ? 'accepted' : 'open', received_at: receivedAt },
        };
      },
    }),
    route({
      ...portal,
      method: 'get',
      path: '/v1/portal/inquiries/{reference}',
      operation: 'readPortalInquiry',
      summary: 'Read one of your inquiries',
      params: onCase,
      answers: { 200: { description: 'Where it stands.', schema: portalInquiry }, 404: notFound },
      handle: async ({ caller, params }) => {
        const found = await findVisibleCase(knex, caller, params.reference);
        const { words = null, attachments = [] } =
          (await findInquiryWords(knex, [found.reference]))[found.reference] ?? {};
        const files = await findFiles(
          knex,
          attachments.map(({ id }) => id),
        );
        const into = found.state?.merged?.into;
        const goesOnIn = into !== undefined && (await isOwn(customerOf(caller), into)) ? into : null;
        const body = presentPortalInquiry(found, words, inOrder(attachments, files), goesOnIn);
        return { status: 200, body };
      },
    }),
    route({
      ...portal,
      method: 'get',
      path: '/v1/portal/inquiries/{reference}/messages',
      operation: 'listPortalMessages',
      summary: 'What was said between us',
      params: onCase,
      answers: { 200: { description: 'The oldest first.', schema: portalMessageList }, 404: notFound },
      handle: async ({ caller, params }) => {
        const { reference: name } = await findVisibleCase(knex, caller, params.reference);
        const rows = await publicMessages(customerOf(caller), name);
        const texts = await readTexts(
          knex,
          rows.flatMap(({ text }) => text ?? []),
        );
        const files = await findFiles(
          knex,
          rows.flatMap(({ attachments }) => (attachments ?? []).map(({ id }) => id)),
        );
        return { status: 200, body: { data: rows.map((row) => presentPortalMessage(row, texts, files)) } };
      },
    }),
    route({
      ...portal,
      method: 'post',
      path: '/v1/portal/inquiries/{reference}/answers',
      operation: 'answerInPortal',
      summary: 'Write to us about one of your inquiries',
      description: 'It ends our waiting, and takes up again what was resolved.',
      params: onCase,
      body: portalAnswerBody,
      answers: {
        202: { description: 'Recorded.', schema: portalTaken },
        404: notFound,
        409: { description: 'The key was used for something else.', schema: problem },
        422: { description: 'A file is not one that you have uploaded.', schema: problem },
      },
      handle: async ({ caller, params, body, idempotencyKey: key, digest }) => {
        const customer = customerOf(caller);
        const found = await findVisibleCase(knex, customer, params.reference);
        const { reference: name, message } = await receiveCustomerMessage(deps, {
          found,
          actor: actorOf(customer),
          sender: callerName(customer),
          text: body.text,
          key,
          digest,
          channel: 'portal',
          ...(body.files && { uploads: uploadsOf(customer, body.files) }),
        });
        return { status: 202, body: { reference: name, message } };
      },
    }),
    route({
      ...portal,
      method: 'post',
      path: '/v1/portal/inquiries/{reference}/confirmations',
      operation: 'confirmInPortal',
      summary: 'Say that it is settled',
      params: onCase,
      body: noDataBody,
      bodyOptional: true,
      answers: {
        200: { description: 'The case is closed.', schema: portalStanding },
        404: notFound,
        409: { description: 'The case has ended, or the key was used for something else.', schema: problem },
        422: { description: 'It is not resolved.', schema: problem },
      },
      handle: async (call) => {
        const found = await findVisibleCase(knex, call.caller, call.params.reference);
        const owner = inquiryOwner(found.reference);
        const customer = found.state?.customer ?? null;
        await submit(call, { owner, type: 'confirm', customer, data: () => ({}) });
        return { status: 200, body: { reference: found.reference, status: 'closed' } };
      },
    }),
    route({
      ...portal,
      method: 'post',
      path: '/v1/portal/inquiries/{reference}/ratings',
      operation: 'rateInPortal',
      summary: 'Rate how a closed inquiry was handled, once',
      params: onCase,
      body: ratingBody,
      answers: {
        201: { description: 'Recorded.', schema: z.object({ reference }) },
        404: notFound,
        422: { description: 'It was rated before, or is none that is rated.', schema: problem },
      },
      handle: async ({ caller, params, body }) => {
        const found = await findVisibleCase(knex, caller, params.reference);
        if (found.state?.csat?.score !== undefined) throw new Problem('already_rated');
        const rated = await rateCase(deps, { found, actor: actorOf(caller), by: 'portal', ...body });
        if (!rated) throw new Problem(found.state?.csat ? 'already_rated' : 'transition_not_allowed');
        return { status: 201, body: { reference: found.reference } };
      },
    }),
    route({
      ...portal,
      method: 'get',
      path: '/v1/portal/inquiries/{reference}/files',
      operation: 'listPortalFiles',
      summary: 'Every file that came with one of your inquiries or its messages',
      params: onCase,
      answers: {
        200: {
          description: 'In the order in which they came.',
          schema: list(portalFile).meta({ id: 'PortalFileList' }),
        },
        404: notFound,
      },
      handle: async ({ caller, params }) => {
        const found = await findVisibleCase(knex, caller, params.reference);
        const files = await publicFiles(customerOf(caller), found.reference);
        return { status: 200, body: { data: files.map(presentPortalFile) } };
      },
    }),
    route({
      ...portal,
      method: 'get',
      path: '/v1/portal/inquiries/{reference}/files/{file}',
      operation: 'downloadPortalFile',
      summary: 'Download one of them',
      params: onCase.extend({ file: z.uuid() }),
      givesFile: true,
      answers: { 200: { description: 'The file, to be saved.' }, 404: notFound },
      handle: async ({ caller, params }) => {
        const found = await findVisibleCase(knex, caller, params.reference);
        const facts = (await publicFiles(customerOf(caller), found.reference)).find(({ id }) => id === params.file);
        const file = facts && facts.quarantined === null ? await readFile(knex, facts.id) : null;
        if (!file) throw new Problem('not_found');
        const { id, name, media_type: mediaType, content } = file;
        return { status: 200, file: { name: name ?? id, mediaType, content } };
      },
    }),
    route({
      ...portal,
      method: 'post',
      path: '/v1/portal/files',
      operation: 'uploadPortalFile',
      summary: 'Upload a file, to be sent with an inquiry or an answer',
      description: 'The body is the file. Name it in `files` of what you write; nobody sees it before.',
      query: uploadQuery,
      takesFile: largestUpload,
      answers: {
        201: { description: 'Kept.', schema: uploadedFile },
        413: { description: 'Larger than 10 MB.', schema: problem },
        422: { description: 'Not a kind of file that is taken.', schema: problem },
      },
      handle: async ({ caller, query, file }) => {
        const { id: customer, portal: login } = customerOf(caller);
        const uploads = await countPortalUse(knex, 'uploads', login.contact, clock());
        if (uploads > uploadsPerHour) throw new Problem('too_many_requests', { headers: { 'Retry-After': '3600' } });
        const { id, name, media_type, size } = await keepUpload(deps, {
          name: query.name,
          declaredType: file?.type ?? null,
          content: file?.content ?? Buffer.alloc(0),
          by: { kind: 'customer', id: login.contact },
          customer,
        });
        return { status: 201, body: { id, name, media_type, size } };
      },
    }),
  ];

  async function isOwn(customer: Customer, name: Reference): Promise<boolean> {
    return findVisibleCase(knex, customer, name).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Problem && error.code === 'not_found') return false;
        throw error;
      },
    );
  }

  async function requireOwn(customer: Customer, name: Reference): Promise<void> {
    if (await isOwn(customer, name)) return;
    throw new Problem('record_unknown', { details: { kind: 'inquiry', id: name } });
  }

  /** Of a case that the customer may see, with what is theirs of the cases that were merged into it. */
  async function publicMessages({ id }: Customer, name: Reference): Promise<MessageRow[]> {
    const merged = (await listMergedCases(knex, name, id)).map(inquiryOwner);
    return (await listMessages(knex, inquiryOwner(name), merged)).filter(isPublic);
  }

  async function publicFiles(customer: Customer, name: Reference): Promise<FileFacts[]> {
    const merged = await listMergedCases(knex, name, customer.id);
    const received = Object.values(await findInquiryWords(knex, [name, ...merged]));
    const messages = await publicMessages(customer, name);
    const named = [
      ...received.flatMap(({ attachments }) => attachments),
      ...messages.flatMap(({ attachments }) => attachments ?? []),
    ];
    return inOrder(
      named,
      await findFiles(
        knex,
        named.map(({ id }) => id),
      ),
    );
  }
}

/** A portal route lets nobody else in. */
function customerOf(caller: Caller): Customer {
  if (caller.kind !== 'customer' || !caller.portal) throw new Problem('unauthenticated');
  return { ...caller, portal: caller.portal };
}

const uploadsOf = ({ portal: { contact } }: Customer, ids: readonly string[]): Uploads => ({
  ids,
  by: { kind: 'customer', id: contact },
});

const inOrder = (named: readonly { id: string }[], files: Record<string, FileFacts>): FileFacts[] =>
  named.flatMap(({ id }) => files[id] ?? []);
