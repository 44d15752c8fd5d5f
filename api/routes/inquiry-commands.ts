import { z } from 'zod';
import {
  assignmentBody,
  classificationBody,
  commandTaken,
  decisionBody,
  disputeBody,
  disputeSettlementBody,
  escalationBody,
  identificationBody,
  linkBody,
  mergeBody,
  noDataBody,
  postingSettlementBody,
  priorityChangeBody,
  proposalBody,
  reasonBody,
  regulatoryEventBody,
  resolutionBody,
  snoozeBody,
  splitBody,
  textBody,
  writtenBody,
} from '../../contracts/http-commands';
import { problem, recordId, reference } from '../../contracts/http-common';
import { inquiryOwner } from '../../contracts/ids';
import type { Amount, InquiryCommandData, ProposedContent, TextReference } from '../../contracts/inquiry';
import type { InquiryUpdate } from '../../contracts/messages';
import { findProposalOfCommand } from '../../db/find-proposal-of-command';
import { colleaguesOnCase } from '../colleagues-on-case';
import type { ApiDependencies } from '../dependencies';
import { etag, readMoney, readInstant } from '../present';
import { invalid } from '../problem';
import { route, type Answer, type Call, type Route } from '../route';
import type { SubmitCommand } from '../submit-command';
import { findVisibleCase } from '../visible';
import { writeToCustomer, type WrittenOn } from '../write-to-customer';

type Texts = Record<string, TextReference>;

/** One decision on a case: where it is sent to, what it says, and how that becomes the command of the workflow. */
interface CommandRoute<
  Type extends InquiryUpdate,
  Params extends z.ZodObject,
  Body extends z.ZodType,
  Ready = z.output<Body>,
> {
  type: Type;
  /** After `/v1/inquiries/{reference}/`. */
  path: string;
  summary: string;
  params: Params;
  body: Body;
  bodyOptional?: boolean;
  /** Something new can be found on the case afterwards: answered with 201. */
  creates?: boolean;
  /** What the body says once everything that it names has been read; the body itself when left out. */
  prepare?: (body: z.output<Body>, on: WrittenOn) => Promise<Ready>;
  texts?: (body: Ready) => Record<string, string | undefined>;
  data: (body: Ready, texts: Texts, params: z.output<Params>) => InquiryCommandData[Type];
}

const onCase = z.strictObject({ reference });
const onProposal = z.strictObject({ reference, proposal: z.string().max(64) });
const onInvoice = z.strictObject({ reference, invoice: recordId });

/** One route for each update of the workflow. */
export function createInquiryCommandRoutes(deps: ApiDependencies, submit: SubmitCommand): Route[] {
  const command = <Type extends InquiryUpdate, Params extends z.ZodObject, Body extends z.ZodType>(
    definition: CommandRoute<Type, Params, Body>,
  ): Route => commandRoute(deps, submit, definition);
  /** One whose body names what has to be read first. */
  const prepared = <Type extends InquiryUpdate, Params extends z.ZodObject, Body extends z.ZodType, Ready>(
    definition: CommandRoute<Type, Params, Body, Ready> & { prepare: unknown },
  ): Route => commandRoute(deps, submit, definition);
  const reasonOf = ({ reason }: { reason?: string | undefined }) => ({ reason });
  return [
    command({
      type: 'assign',
      path: 'assignments',
      summary: 'Give the case to a team or person',
      params: onCase,
      body: assignmentBody,
      texts: reasonOf,
      data: ({ team, person }, texts) => ({ team, person: person ?? null, ...texts }),
    }),
    command({
      type: 'claim',
      path: 'claims',
      summary: 'Take the case',
      params: onCase,
      body: noDataBody,
      bodyOptional: true,
      data: () => ({}),
    }),
    command({
      type: 'start',
      path: 'starts',
      summary: 'Start or go on working',
      params: onCase,
      body: noDataBody,
      bodyOptional: true,
      data: () => ({}),
    }),
    command({
      type: 'addNote',
      path: 'notes',
      summary: 'Add a note for colleagues',
      params: onCase,
      body: textBody,
      creates: true,
      texts: ({ text }) => ({ text }),
      data: (_body, texts) => ({ text: named(texts, 'text') }),
    }),
    prepared({
      type: 'reply',
      path: 'replies',
      summary: 'Answer the customer',
      params: onCase,
      body: writtenBody,
      prepare: (body, on) => writeToCustomer(deps, body, 'reply', on),
      creates: true,
      texts: ({ text }) => ({ text }),
      data: ({ sent }, texts) => ({ text: named(texts, 'text'), ...sent }),
    }),
    prepared({
      type: 'requestInformation',
      path: 'information-requests',
      summary: 'Ask the customer for something; the clocks pause until they answer',
      params: onCase,
      body: writtenBody,
      prepare: (body, on) => writeToCustomer(deps, body, 'information_request', on),
      creates: true,
      texts: ({ text }) => ({ text }),
      data: ({ sent }, texts) => ({ text: named(texts, 'text'), ...sent }),
    }),
    command({
      type: 'propose',
      path: 'proposals',
      summary: 'Propose a credit note, an allocation or an invoice for approval',
      params: onCase,
      body: proposalBody,
      creates: true,
      texts: ({ explanation }) => ({ explanation }),
      data: (body, texts) => ({ content: contentOf(body, named(texts, 'explanation')) }),
    }),
    command({
      type: 'revise',
      path: 'proposals/{proposal}/revisions',
      summary: 'Change a proposal: a new version, and earlier decisions are void',
      params: onProposal,
      body: proposalBody,
      creates: true,
      texts: ({ explanation }) => ({ explanation }),
      data: (body, texts, { proposal }) => ({ proposal, content: contentOf(body, named(texts, 'explanation')) }),
    }),
    command({
      type: 'decide',
      path: 'proposals/{proposal}/decisions',
      summary: 'Approve, reject or return the version that you have read',
      params: onProposal,
      body: decisionBody,
      texts: reasonOf,
      data: ({ decision, content_hash: contentHash, stage }, texts, { proposal }) => ({
        proposal,
        contentHash,
        decision,
        ...(stage !== undefined && { stage }),
        ...texts,
      }),
    }),
    command({
      type: 'withdraw',
      path: 'proposals/{proposal}/withdrawals',
      summary: 'Withdraw a proposal',
      params: onProposal,
      body: reasonBody,
      bodyOptional: true,
      texts: reasonOf,
      data: (_body, texts, { proposal }) => ({ proposal, ...texts }),
    }),
    command({
      type: 'settlePosting',
      path: 'proposals/{proposal}/postings',
      summary: 'Say whether an approved proposal was posted, after nobody knew and you looked into the books',
      params: onProposal,
      body: postingSettlementBody,
      texts: ({ evidence }) => ({ evidence }),
      data: ({ result }, texts, { proposal }) => ({ proposal, result, evidence: named(texts, 'evidence') }),
    }),
    command({
      type: 'escalate',
      path: 'escalations',
      summary: 'Escalate to a level',
      params: onCase,
      body: escalationBody,
      texts: reasonOf,
      data: ({ level }, texts) => ({ level, ...texts }),
    }),
    command({
      type: 'deEscalate',
      path: 'de-escalations',
      summary: 'End the escalation',
      params: onCase,
      body: reasonBody,
      bodyOptional: true,
      texts: reasonOf,
      data: (_body, texts) => texts,
    }),
    command({
      type: 'changePriority',
      path: 'priority-changes',
      summary: 'Change the urgency; time already used stays used',
      params: onCase,
      body: priorityChangeBody,
      texts: reasonOf,
      data: ({ urgency }, texts) => ({ urgency, ...texts }),
    }),
    command({
      type: 'reclassify',
      path: 'classifications',
      summary: 'Correct what the inquiry is about',
      params: onCase,
      body: classificationBody,
      texts: reasonOf,
      data: ({ category, urgency, secondary }, texts) => ({
        category,
        ...(urgency && { urgency }),
        ...(secondary && { secondary }),
        ...texts,
      }),
    }),
    command({
      type: 'identify',
      path: 'identifications',
      summary: 'Say who the customer is, and how that was made sure of',
      params: onCase,
      body: identificationBody,
      texts: ({ evidence }) => ({ evidence }),
      data: ({ customer, level, method }, texts) => ({ customer, level, method, ...texts }),
    }),
    command({
      type: 'link',
      path: 'links',
      summary: 'Link an invoice, payment, agreement or other case',
      params: onCase,
      body: linkBody,
      creates: true,
      data: (target) => target,
    }),
    command({
      type: 'unlink',
      path: 'links/removals',
      summary: 'Take a link away on which nothing rests',
      params: onCase,
      body: linkBody,
      data: (target) => target,
    }),
    command({
      type: 'merge',
      path: 'merges',
      summary: 'Merge this case into an older one about the same matter; it can be undone',
      params: onCase,
      body: mergeBody,
      texts: reasonOf,
      data: ({ into }, texts) => ({ into, ...texts }),
    }),
    command({
      type: 'unmerge',
      path: 'unmerges',
      summary: 'Undo the merge of this case: everything is as it was before',
      params: onCase,
      body: reasonBody,
      bodyOptional: true,
      texts: reasonOf,
      data: (_body, texts) => texts,
    }),
    command({
      type: 'split',
      path: 'splits',
      summary: 'Give a second matter a case of its own; merging it back undoes that',
      params: onCase,
      body: splitBody,
      creates: true,
      texts: ({ text, reason }) => ({ text, reason }),
      data: ({ category, urgency, links = [], disputes = [] }, texts) => ({
        category,
        ...(urgency && { urgency }),
        text: named(texts, 'text'),
        links,
        disputes,
        ...(texts['reason'] && { reason: texts['reason'] }),
      }),
    }),
    command({
      type: 'dispute',
      path: 'disputes',
      summary: 'Dispute part of an invoice: only that part is held back from reminders',
      params: onCase,
      body: disputeBody,
      creates: true,
      data: ({ invoice, amount, reason }) => ({ invoice, amount: readMoney(amount, '/amount'), reason }),
    }),
    command({
      type: 'settleDispute',
      path: 'disputes/{invoice}/settlements',
      summary: 'Settle a dispute: what is left of it returns to collection',
      params: onInvoice,
      body: disputeSettlementBody,
      data: ({ outcome }, _texts, { invoice }) => ({ invoice, outcome }),
    }),
    prepared({
      type: 'resolve',
      path: 'resolutions',
      summary: 'Resolve with outcome, root cause and answer',
      params: onCase,
      body: resolutionBody,
      prepare: async ({ answer, template, ...body }, on) => {
        const written = { text: answer, template };
        return { ...body, written: await writeToCustomer(deps, written, 'resolution', on) };
      },
      texts: ({ written }) => ({ answer: written.text }),
      data: ({ outcome, root_cause: rootCause, written }, texts) => ({
        outcome,
        rootCause,
        answer: named(texts, 'answer'),
        ...written.sent,
      }),
    }),
    command({
      type: 'confirm',
      path: 'confirmations',
      summary: 'Confirm the resolution',
      params: onCase,
      body: noDataBody,
      bodyOptional: true,
      data: () => ({}),
    }),
    command({
      type: 'close',
      path: 'closures',
      summary: 'Close a resolved case',
      params: onCase,
      body: reasonBody,
      bodyOptional: true,
      texts: reasonOf,
      data: (_body, texts) => texts,
    }),
    command({
      type: 'reopen',
      path: 'reopenings',
      summary: 'Reopen a resolved or closed case',
      params: onCase,
      body: reasonBody,
      bodyOptional: true,
      texts: reasonOf,
      data: (_body, texts) => texts,
    }),
    command({
      type: 'snooze',
      path: 'snoozes',
      summary: 'Put the case off: out of its owner’s queue until then, or until something happens. Clocks go on',
      params: onCase,
      body: snoozeBody,
      texts: reasonOf,
      data: ({ until }, texts) => ({ until: readInstant(until), ...texts }),
    }),
    command({
      type: 'unsnooze',
      path: 'unsnoozes',
      summary: 'Take the case back into its owner’s queue',
      params: onCase,
      body: reasonBody,
      bodyOptional: true,
      texts: reasonOf,
      data: (_body, texts) => texts,
    }),
    command({
      type: 'recordRegulatoryEvent',
      path: 'regulatory-events',
      summary: 'Record what a regulatory pack counts from, with how that is known',
      params: onCase,
      body: regulatoryEventBody,
      creates: true,
      texts: reasonOf,
      data: ({ pack, event, at }, texts) => ({
        pack,
        event,
        ...(at !== undefined && { at: readInstant(at) }),
        reason: named(texts, 'reason'),
      }),
    }),
  ];
}

function commandRoute<Type extends InquiryUpdate, Params extends z.ZodObject, Body extends z.ZodType, Ready>(
  deps: ApiDependencies,
  submit: SubmitCommand,
  definition: CommandRoute<Type, Params, Body, Ready>,
): Route {
  const { type, path, summary, params, body, bodyOptional = false, creates = false } = definition;
  return route({
    method: 'post',
    path: `/v1/inquiries/{reference}/${path}`,
    operation: type,
    tag: 'Commands',
    summary,
    // Who took part must hear that, rather than which role is missing: for decisions the core says both.
    may: [type === 'decide' || type === 'settlePosting' ? 'readInquiries' : type],
    params,
    body,
    bodyOptional,
    answers: {
      [creates ? 201 : 200]: { description: 'Committed. The ETag is the sequence after it.', schema: commandTaken },
      404: { description: 'Nothing here that you may see.', schema: problem },
      409: { description: 'The case has ended, or the key was used for another request.', schema: problem },
      412: { description: 'The case has moved on since you read it.', schema: problem },
      422: { description: 'A rule refuses it; nothing was changed.', schema: problem },
      503: { description: 'No clear answer in time: repeat with the same key.', schema: problem },
    },
    handle: (call) => takeCommand(deps, submit, definition, call, creates ? 201 : 200),
  });
}

async function takeCommand<Type extends InquiryUpdate, Params extends z.ZodObject, Body extends z.ZodType, Ready>(
  { knex, clock }: ApiDependencies,
  submit: SubmitCommand,
  { type, prepare, texts, data }: CommandRoute<Type, Params, Body, Ready>,
  call: Call<z.output<Params>, unknown, z.output<Body>>,
  status: number,
): Promise<Answer> {
  const { reference: name } = call.params as { reference: string };
  const found = await findVisibleCase(knex, call.caller, name);
  const owner = inquiryOwner(name);
  const body = prepare
    ? await prepare(call.body, { caller: call.caller, reference: name, found })
    : (call.body as unknown as Ready);
  const taken = await submit(call, {
    owner,
    type,
    customer: found.state?.customer ?? found.claimed.customer,
    ...(texts && { texts: texts(body) }),
    data: (references) => data(body, references, call.params),
  });
  const proposes = type === 'propose' || type === 'revise';
  const proposal = proposes ? await findProposalOfCommand(knex, owner, taken.id) : null;
  const colleagues = await colleaguesOnCase(knex, call.caller, name, clock());
  return {
    status,
    headers: {
      ETag: etag(taken.sequence),
      ...(proposal && { Location: `/v1/inquiries/${name}/proposals/${proposal.id}` }),
    },
    body: {
      reference: name,
      sequence: taken.sequence,
      status: taken.status,
      ...(proposal && { proposal }),
      ...(colleagues.length > 0 && { colleagues }),
    },
  };
}

function contentOf(body: z.output<typeof proposalBody>, explanation: TextReference): ProposedContent {
  const amount = readMoney(body.amount, '/amount');
  if (body.kind === 'credit_note') {
    return { kind: body.kind, invoice: body.invoice, amount, reason: body.reason, explanation };
  }
  if (body.kind === 'invoice') return { ...invoiceOf(body, amount), explanation };
  const allocations = body.allocations.map((allocation, index) => ({
    invoice: allocation.invoice,
    amount: readMoney(allocation.amount, `/allocations/${index}/amount`),
  }));
  return { kind: body.kind, payment: body.payment, amount, allocations, explanation };
}

type InvoiceBody = Extract<z.output<typeof proposalBody>, { kind: 'invoice' }>;

/** All amounts of an invoice are of one currency. Throws `Problem` (`invalid_request`) that names the other one. */
function invoiceOf(body: InvoiceBody, amount: Amount) {
  const minor = (given: InvoiceBody['amount'], path: string): number => {
    const read = readMoney(given, path);
    if (read.currency !== amount.currency) throw invalid(`${path}/currency`, `the invoice is in ${amount.currency}`);
    return read.minor;
  };
  return {
    kind: body.kind,
    ...(body.replaces !== undefined && { replaces: body.replaces }),
    amount,
    issuedOn: body.issued_on,
    dueOn: body.due_on,
    lines: body.lines.map(({ description, quantity, unit_price: unitPrice, tax }, index) => ({
      ...(description !== undefined && { description }),
      quantity,
      unitPrice: minor(unitPrice, `/lines/${index}/unit_price`),
      tax: minor(tax, `/lines/${index}/tax`),
    })),
    ...(body.purchase_order !== undefined && { purchaseOrder: body.purchase_order }),
  };
}

/** A text that the schema of the body demands. */
function named(texts: Texts, field: string): TextReference {
  const found = texts[field];
  if (!found) throw new Error(`the text ${field} was not stored`);
  return found;
}
