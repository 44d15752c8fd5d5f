import type { Knex } from 'knex';
import { inquiryOwner, type Instant, type Owner } from '../contracts/ids';
import type { InquiryEvent } from '../contracts/inquiry';
import type { JournalEntry } from '../contracts/messages';
import type { InquiryState } from '../domain/inquiry/state';
import type { InquiryRow, LinkRow, MessageRow, ProposalRow } from './rows';
import { appendMessageStatus } from './project-message-status';

/** The row of the list, as the case stands after its newest event. */
export type InquiryProjection = Pick<InquiryRow, 'status' | 'due_at' | 'breached'>;

export async function projectInquiryRow(
  trx: Knex.Transaction,
  state: InquiryState,
  computed: InquiryProjection,
  updatedAt: Instant,
): Promise<void> {
  const row: InquiryRow = {
    reference: state.reference,
    ...computed,
    category: state.category,
    urgency: state.urgency,
    team: state.team,
    assignee: state.assignee,
    customer: state.customer,
    legal_entity: state.legalEntity,
    channel: state.channel,
    escalation_level: state.escalation?.level ?? 0,
    needs_review: state.needsReview,
    sequence: state.sequence,
    policy_version: state.policyVersion,
    received_at: state.receivedAt,
    updated_at: updatedAt,
    resolved_at: state.resolution?.at ?? null,
    closed_at: state.closure?.at ?? null,
    follows: state.follows,
  };
  await trx('inquiries').insert(row).onConflict('reference').merge();
}

/** What one event adds to the tables that are read beside the case itself. `state` is the case after the whole decision. */
export async function projectInquiryEvent(
  trx: Knex.Transaction,
  entry: JournalEntry<InquiryEvent>,
  state: InquiryState,
): Promise<void> {
  const { event, sequence, occurredAt } = entry;
  const owner = inquiryOwner(state.reference);
  switch (event.type) {
    case 'inquiry_received':
      for (const person of [event.filedBy, event.onBehalfOf]) await involve(trx, owner, person, 'requester', sequence);
      if (event.follows) await link(trx, { owner, kind: 'inquiry', id: event.follows });
      return;
    case 'linked':
      return link(trx, { owner, kind: event.target.kind, id: event.target.id });
    case 'dispute_opened':
      return involve(trx, owner, event.by, 'editor', sequence);
    case 'message_queued': {
      const { message, purpose, step, recipient, text } = event;
      return insertMessage(trx, {
        id: message,
        owner,
        direction: 'out',
        purpose,
        step,
        recipient: { ...recipient },
        text: text?.id ?? null,
        status: 'pending',
        sequence,
        created_at: occurredAt,
      });
    }
    case 'message_received':
      return insertMessage(trx, {
        id: event.message,
        owner,
        direction: 'in',
        purpose: 'reply',
        step: event.message,
        recipient: null,
        text: event.text.id,
        status: 'delivered',
        sequence,
        created_at: occurredAt,
      });
    case 'message_status_changed':
      return appendMessageStatus(trx, event.message, event.status, event.machine, occurredAt);
    case 'proposal_made':
    case 'proposal_revised': {
      const duty = event.type === 'proposal_made' ? 'preparer' : 'editor';
      await involve(trx, owner, event.preparer, duty, sequence);
      await involve(trx, owner, event.onBehalfOf, duty, sequence);
      const row = {
        id: event.proposal,
        owner,
        version: event.version,
        kind: event.content.kind,
        currency: event.content.amount.currency,
        amount: event.content.amount.minor,
        customer: state.customer,
        content: JSON.stringify(event.content),
        content_hash: event.contentHash,
        status: 'open',
        stages: JSON.stringify(event.stages),
        expires_at: event.expiresAt,
        made_at: occurredAt,
      };
      await trx('proposals').insert(row).onConflict('id').merge();
      return;
    }
    case 'proposal_decided':
      await trx('proposal_decisions').insert({
        proposal: event.proposal,
        version: event.version,
        stage: event.stage,
        decider: event.decider,
        on_behalf_of: event.onBehalfOf,
        decision: event.decision,
        content_hash: event.contentHash,
        decided_at: occurredAt,
        owner,
        sequence,
      });
      return;
    case 'proposal_approved':
      return setProposalStatus(trx, event.proposal, 'approved');
    case 'proposal_closed':
      return setProposalStatus(trx, event.proposal, event.how);
    case 'proposal_posted':
      return setProposalStatus(trx, event.proposal, 'posted');
    case 'proposal_posting_failed':
      return setProposalStatus(trx, event.proposal, 'posting_failed');
    default:
      return;
  }
}

async function involve(
  trx: Knex.Transaction,
  owner: Owner,
  person: string | null,
  duty: string,
  sequence: number,
): Promise<void> {
  if (person === null) return;
  await trx('involvements').insert({ owner, person, duty, sequence }).onConflict(['owner', 'person', 'duty']).ignore();
}

async function link(trx: Knex.Transaction, row: LinkRow): Promise<void> {
  await trx('links').insert(row).onConflict(['owner', 'kind', 'id']).ignore();
}

export async function insertMessage(
  trx: Knex.Transaction,
  message: Omit<MessageRow, 'items' | 'history'> & { items?: unknown },
): Promise<void> {
  const { recipient, items, ...row } = message;
  await trx('messages').insert({
    ...row,
    recipient: recipient && JSON.stringify(recipient),
    items: items === undefined ? null : JSON.stringify(items),
  });
}

async function setProposalStatus(trx: Knex.Transaction, id: string, status: ProposalRow['status']): Promise<void> {
  await trx<ProposalRow>('proposals').where({ id }).update({ status });
}
