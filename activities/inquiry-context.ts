import type { Knex } from 'knex';
import { inquiryOwner, ownerSubject, type MessageId } from '../contracts/ids';
import type { IdentificationMethod, InquiryCommand, ProposedContent } from '../contracts/inquiry';
import type { IdentificationLevel } from '../contracts/vocabulary';
import { readSplit } from '../db/file-split';
import { findAgreement } from '../db/find-agreement';
import { findCustomer } from '../db/find-customer';
import { findIntake } from '../db/find-intake';
import { findMailKind } from '../db/find-mail-kind';
import { findInvoices } from '../db/find-invoices';
import { findMailedContact } from '../db/find-mailed-contact';
import { findPayments } from '../db/find-payments';
import { findQueuedMessage } from '../db/find-queued-message';
import { listCustomerGroup } from '../db/list-customer-group';
import { listContacts } from '../db/list-contacts';
import { listCountingProposals } from '../db/list-counting-proposals';
import type { DirectoryStore } from '../db/directories';
import { loadOutgoingMessage } from '../db/load-outgoing-message';
import { loadWorkloads } from '../db/load-workloads';
import type { PolicyStore } from '../db/policies';
import { readInvoiceBalances } from '../db/read-invoice-balances';
import type { IntakeRow, PaymentRow } from '../db/rows';
import { approvedStatuses, countingSince } from '../domain/approvals';
import { classify } from '../domain/classification/classify';
import {
  noFacts,
  type InquiryContext,
  type InquiryFacts,
  type IntakeFact,
  type InvoiceFact,
  type PaymentFact,
  type SendFact,
} from '../domain/inquiry/context';
import type { InquiryState } from '../domain/inquiry/state';
import { approvalGuards, readPosting, type Books } from './approval-context';
import type { Guarded, Question } from './core';
import { readInvoices } from './read-invoices';
import { mergeGuards, readMerge } from './merge-context';

/**
 * Reads what a decision may look at, in its own transaction: people as they are now, the policy of the case, and the facts
 * that this command needs and no others.
 */
export function createInquiryContext(policies: PolicyStore, directories: DirectoryStore, books: Books = {}) {
  return async (
    db: Knex,
    { owner, state, command, now, directoryVersion }: Question<InquiryState>,
  ): Promise<InquiryContext & Guarded> => {
    const directory = await directories.load(db, directoryVersion);
    if (state) {
      // Before the amounts that they guard: what is decided between the two reads is noticed.
      const counters = await approvalGuards(db, state, command as InquiryCommand);
      const facts = {
        ...noFacts,
        ...(await factsFor(db, state, command as InquiryCommand, now, books)),
        ...(await readNextPolicy(db, policies, state, command as InquiryCommand)),
        ...(await readMerge(db, state, command as InquiryCommand)),
      };
      const guards = [...counters, ...mergeGuards(facts)];
      return { now, policy: await policies.load(state.policyVersion), directory, facts, guards };
    }
    const { intake, policyVersion } = await readIntake(db, ownerSubject(owner));
    const segment = await readSegment(db, intake.customer);
    const facts = { ...noFacts, intake, workload: await loadWorkloads(db), segment };
    return { now, policy: await policies.load(policyVersion), directory, facts };
  };
}

async function factsFor(
  db: Knex,
  state: InquiryState,
  command: InquiryCommand,
  now: string,
  books: Books,
): Promise<Partial<InquiryFacts>> {
  switch (command.type) {
    case 'assign':
    case 'handOver':
    case 'reclassify':
      return { workload: await loadWorkloads(db), segment: await readSegment(db, state.customer) };
    case 'identify':
    case 'recordIdentityCheck':
      return {
        customers: await readCustomer(db, command.data.customer),
        segment: await readSegment(db, command.data.customer),
      };
    case 'link':
      return readLinkTarget(db, command.data.kind, command.data.id);
    case 'dispute':
      return { invoices: await readInvoices(db, [command.data.invoice]) };
    case 'propose':
    case 'revise':
      return {
        ...(await readContent(db, command.data.content)),
        group: state.customer ? await listCustomerGroup(db, state.customer) : [],
        recentProposals: await readRecentProposals(db, state, now, ['open', ...approvedStatuses]),
      };
    case 'decide':
      return { recentProposals: await readRecentProposals(db, state, now, approvedStatuses) };
    case 'settlePosting':
      return readPosting(db, state, command.data.proposal, books);
    case 'recordDelivery': {
      const { message, status } = command.data;
      const mailed = status === 'bounced' ? await findMailedContact(db, message) : null;
      return mailed === null ? {} : { mailed };
    }
    case 'settleSend':
      return readSend(db, state, command.data.message);
    default:
      return {};
  }
}

/** The message as it was queued. */
async function readSend(
  db: Knex,
  { reference }: InquiryState,
  message: MessageId,
): Promise<Pick<InquiryFacts, 'send'>> {
  const found = await findQueuedMessage(db, inquiryOwner(reference), message);
  if (!found?.recipient) return {};
  const { purpose, recipient, text, attachments, template, effect } = found;
  return {
    send: {
      purpose,
      recipient: recipient as SendFact['recipient'],
      text,
      ...(attachments !== null && { attachments }),
      ...(template !== null && { template }),
      ...(effect !== null && { effect }),
    },
  };
}

async function readNextPolicy(
  db: Knex,
  policies: PolicyStore,
  state: InquiryState,
  command: InquiryCommand,
): Promise<Partial<InquiryFacts>> {
  if (command.type !== 'migratePolicy') return {};
  const nextPolicy = await policies.find(command.data.version);
  return { segment: await readSegment(db, state.customer), ...(nextPolicy && { nextPolicy }) };
}

const readRecentProposals = async (
  db: Knex,
  { customer }: InquiryState,
  now: string,
  statuses: readonly string[],
): Promise<InquiryFacts['recentProposals']> =>
  customer ? listCountingProposals(db, customer, countingSince(now), statuses) : [];

async function readIntake(db: Knex, reference: string): Promise<{ intake: IntakeFact; policyVersion: string }> {
  const row = await findIntake(db, reference);
  if (!row) throw new Error(`no intake has the reference ${reference}`);
  const split = await readSplit(db, row.source_key);
  const text = readText(row.text.content);
  const { category, secondary, urgency, confidence, evidence, ruleVersion, language, extracted } = classify(text);
  const identification = row.identification as { level: IdentificationLevel; method: IdentificationMethod };
  const named = row.customer_claimed === null ? {} : await findInvoices(db, extracted.invoiceNumbers);
  const invoices = Object.values({ ...named, ...(await readAnswered(db, row)) }).filter(
    (invoice) => invoice.customer === row.customer_claimed,
  );
  const kind = row.channel === 'email' ? await findMailKind(db, row.id) : null;
  return {
    policyVersion: row.policy_version,
    intake: {
      id: row.id,
      reference,
      channel: row.channel,
      legalEntity: row.legal_entity,
      content: { id: row.content, hash: row.text.hash },
      contact: row.contact,
      filedBy: row.filed_by,
      onBehalfOf: row.on_behalf_of,
      impersonatedBy: row.impersonated_by,
      follows: row.about,
      receivedAt: row.received_at,
      customer: row.customer_claimed,
      identification,
      classification: { category, secondary, urgency, confidence, evidence, ruleVersion, language },
      invoices: invoices.map(({ id }) => id),
      ...(row.attachments && row.attachments.length > 0 && { attachments: row.attachments }),
      ...(row.suggested && { suggested: row.suggested }),
      ...(kind === 'abuse_report' && { complaint: true as const }),
      ...(row.acknowledge === false && { acknowledge: false }),
      ...(split && { split }),
    },
  };
}

/** Invoices of the message that it answers. */
async function readAnswered(db: Knex, { answers }: IntakeRow): Promise<Awaited<ReturnType<typeof findInvoices>>> {
  const message = answers === null ? null : await loadOutgoingMessage(db, answers);
  return message === null
    ? {}
    : findInvoices(
        db,
        message.items.map(({ invoice }) => invoice),
      );
}

/** The stored text is JSON of subject and body; an erased one reads as empty. */
function readText(content: string | null): { subject: string; body: string } {
  const { subject = '', body = '' } = JSON.parse(content ?? '{}') as { subject?: string; body?: string };
  return { subject, body };
}

const readSegment = async (db: Knex, customer: string | null): Promise<string | null> =>
  customer === null ? null : ((await findCustomer(db, customer))?.segment ?? null);

async function readCustomer(db: Knex, id: string): Promise<InquiryFacts['customers']> {
  if (!(await findCustomer(db, id))) return {};
  const [first] = await listContacts(db, id);
  return { [id]: { contact: first?.verified ? first.id : null } };
}

async function readLinkTarget(db: Knex, kind: string, id: string): Promise<Partial<InquiryFacts>> {
  switch (kind) {
    case 'invoice':
      return { invoices: await readInvoices(db, [id]) };
    case 'payment':
      return { payments: await readPayments(db, [id]) };
    case 'agreement':
      return { records: (await findAgreement(db, id)) ? [`agreement:${id}`] : [] };
    default:
      return { records: (await findIntake(db, id)) ? [`inquiry:${id}`] : [] };
  }
}

async function readContent(db: Knex, content: ProposedContent): Promise<Partial<InquiryFacts>> {
  if (content.kind === 'credit_note') return { invoices: await readInvoices(db, [content.invoice]) };
  if (content.kind === 'invoice') return { invoices: await readReplaced(db, content.replaces) };
  return {
    payments: await readPayments(db, [content.payment]),
    invoices: await readInvoices(
      db,
      content.allocations.map(({ invoice }) => invoice),
    ),
  };
}

/** The old invoice, with what has been paid on it. */
async function readReplaced(db: Knex, id: string | undefined): Promise<Record<string, InvoiceFact>> {
  const found = (await readInvoices(db, id === undefined ? [] : [id]))[id ?? ''];
  const [balance] = id === undefined ? [] : await readInvoiceBalances(db, [id]);
  if (id === undefined || !found || !balance) return {};
  return { [id]: { ...found, paid: { minor: balance.paid, currency: balance.currency } } };
}

async function readPayments(db: Knex, ids: string[]): Promise<Record<string, PaymentFact>> {
  const rows = Object.values(await findPayments(db, ids));
  return Object.fromEntries(rows.map((row) => [row.id, paymentFact(row)]));
}

const paymentFact = ({ customer, legal_entity, currency, amount, unapplied }: PaymentRow): PaymentFact => ({
  customer,
  legalEntity: legal_entity,
  amount: { minor: amount, currency },
  unapplied: { minor: unapplied, currency },
});
