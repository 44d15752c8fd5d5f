import { inquiryOwner, type CustomerId, type Instant, type Owner } from '../contracts/ids';
import type { FileReference, InquiryEvent, LinkTarget } from '../contracts/inquiry';
import type { Actor, JournalEntry } from '../contracts/messages';
import type { InquiryState } from '../domain/inquiry/state';
import { insertMessage, projectBounce, setMessageStatus, settleSend } from './project-message';
import type { InquiryRow } from './rows';
import type { Write } from './writes';

/** The row of the list, as the case stands after its newest event. */
export type InquiryProjection = Pick<InquiryRow, 'status' | 'due_at' | 'breached'>;

export function projectInquiryRow(state: InquiryState, computed: InquiryProjection, updatedAt: Instant): Write {
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
    merged_into: state.merged?.into ?? null,
    snoozed_until: state.snoozedUntil ?? null,
    clocks: state.clocks,
  };
  return { insert: 'inquiries', key: ['reference'], row: { ...row }, existing: 'replace' };
}

/** What one event changes in the tables that are read beside the case. `state` is the case after the whole decision. */
export function projectInquiryEvent(entry: JournalEntry<InquiryEvent>, state: InquiryState): Write[] {
  const { event, sequence, occurredAt } = entry;
  const owner = inquiryOwner(state.reference);
  const involved = (people: (string | null)[], duty: string) => involve(owner, people, duty, sequence);
  switch (event.type) {
    case 'inquiry_received':
      return [
        ...involved([event.filedBy, event.onBehalfOf, event.impersonatedBy ?? null], 'requester'),
        ...(event.follows ? [link(owner, 'inquiry', event.follows)] : []),
      ];
    case 'linked':
      return [link(owner, event.target.kind, event.target.id)];
    case 'unlinked':
      return [unlink(owner, event.target)];
    case 'unmerged':
    case 'split_received':
      return event.involvements.flatMap(({ person, duty }) => involved([person], duty));
    case 'inquiry_absorbed':
      return [
        ...event.involvements.flatMap(({ person, duty }) => involved([person], duty)),
        ...event.links.map(({ kind, id }) => link(owner, kind, id)),
      ];
    case 'inquiry_released':
    case 'split_off':
      return event.links.map((target) => unlink(owner, target));
    case 'dispute_opened':
      return involved([event.by, ...othersActing(entry.actor)], 'editor');
    case 'message_queued': {
      const { message: id, purpose, step, recipient, text, attachments = null, template = null, questions } = event;
      const written = { text: text?.id ?? null, attachments, template, ...(questions && { questions }) };
      const message = { id, owner, purpose, step, recipient, ...written, items: null };
      return [
        insertMessage({ ...message, direction: 'out', status: 'pending', sequence, created_at: occurredAt }),
        ...(attachments ?? []).map((file) => giveFile(file, owner, state.customer)),
      ];
    }
    case 'message_received': {
      const { type: _type, message: id, text, thanksOnly: _thanksOnly, attachments = null, ...received } = event;
      const message = { id, owner, purpose: 'reply' as const, step: id, recipient: null, text: text.id, items: null };
      const known = { attachments, received: Object.keys(received).length > 0 ? received : null };
      return [
        insertMessage({ ...message, ...known, direction: 'in', status: 'delivered', sequence, created_at: occurredAt }),
      ];
    }
    case 'send_settled':
      return settleSend(event, occurredAt);
    case 'message_status_changed':
      return [setMessageStatus(event, occurredAt), ...projectBounce(owner, sequence, event, occurredAt)];
    case 'proposal_made':
    case 'proposal_revised': {
      const { kind, amount } = event.content;
      const row = {
        id: event.proposal,
        owner,
        version: event.version,
        kind,
        currency: amount.currency,
        amount: amount.minor,
        customer: state.customer,
        content: event.content,
        content_hash: event.contentHash,
        status: 'open',
        stages: event.stages,
        expires_at: event.expiresAt,
        made_at: occurredAt,
      };
      return [
        ...involved(
          [event.preparer, event.onBehalfOf, ...othersActing(entry.actor)],
          event.type === 'proposal_made' ? 'preparer' : 'editor',
        ),
        { insert: 'proposals', key: ['id'], row, existing: 'replace' },
      ];
    }
    case 'proposal_decided': {
      const row = {
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
      };
      return [{ insert: 'proposal_decisions', key: ['proposal', 'version', 'decider'], row }];
    }
    case 'proposal_approved':
      return [setProposalStatus(event.proposal, 'approved')];
    case 'proposal_closed':
      return [setProposalStatus(event.proposal, event.how)];
    case 'proposal_posted':
      return [setProposalStatus(event.proposal, 'posted'), ...takeUp(event.effect, 'done', occurredAt)];
    case 'proposal_posting_failed':
      return [setProposalStatus(event.proposal, 'posting_failed'), ...takeUp(event.effect, 'failed', occurredAt)];
    default:
      return [];
  }
}

/** In whose name a person acted, and who worked in theirs. */
const othersActing = (actor: Actor): (string | null)[] =>
  actor.kind === 'person' ? [actor.onBehalfOf ?? null, actor.impersonatedBy ?? null] : [];

const involve = (owner: Owner, people: (string | null)[], duty: string, sequence: number): Write[] =>
  people
    .filter((person) => person !== null)
    .map((person) => ({
      insert: 'involvements',
      key: ['owner', 'person', 'duty'],
      row: { owner, person, duty, sequence },
      existing: 'keep',
    }));

/** What was uploaded for a message belongs to its case from here on, and is erased with it. */
const giveFile = ({ id }: FileReference, owner: Owner, customer: CustomerId | null): Write => ({
  update: 'files',
  key: { id },
  set: { owner, ...(customer !== null && { customer }) },
});

const link = (owner: Owner, kind: string, id: string): Write => ({
  insert: 'links',
  key: ['owner', 'kind', 'id'],
  row: { owner, kind, id },
  existing: 'keep',
});

const unlink = (owner: Owner, { kind, id }: LinkTarget): Write => ({ delete: 'links', key: { owner, kind, id } });

/** An effect that was parked as unknown, once somebody has found out how it ended. */
const takeUp = (key: string | undefined, status: 'done' | 'failed', at: Instant): Write[] =>
  key === undefined ? [] : [{ update: 'effects', key: { key }, set: { status, settled_at: at } }];

const setProposalStatus = (id: string, status: string): Write => ({
  update: 'proposals',
  key: { id },
  set: { status },
});
