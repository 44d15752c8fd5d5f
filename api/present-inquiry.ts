import type { CustomerId, Instant, PersonId } from '../contracts/ids';
import type { InquiryUpdate } from '../contracts/messages';
import type { FoundCase } from '../db/find-case';
import type { FileFacts } from '../db/find-files';
import type { ContactRow, InquiryRow } from '../db/rows';
import { allowedNextSteps } from '../domain/inquiry/transitions';
import { isRegulatory } from '../domain/inquiry/regulatory';
import { dueAtOf, isBreached, statusOf, type InquiryState } from '../domain/inquiry/state';
import type { Policy } from '../domain/policy';
import { remainingAt } from '../domain/service-levels';
import type { Caller } from './caller';
import { callerMay } from './permit';
import { presentFiles } from './present-mail';
import { presentMoney } from './present';
import { clocksInOrder, presentClock, presentDue } from './present-clock';

/** What a row of the list needs besides itself: its policy, and the zone of its legal entity. */
export interface RowSurroundings {
  policy: Policy;
  zone: string;
}

export const presentSummary = (row: InquiryRow, { policy, zone }: RowSurroundings) => ({
  reference: row.reference,
  status: row.status,
  category: row.category,
  urgency: row.urgency,
  team: row.team,
  assignee: row.assignee,
  customer: row.customer,
  legal_entity: row.legal_entity,
  channel: row.channel,
  escalation_level: row.escalation_level,
  due_at: row.due_at,
  due: presentDue(row.clocks, policy, zone),
  breached: row.breached,
  snoozed_until: row.snoozed_until,
  needs_review: row.needs_review,
  sequence: row.sequence,
  received_at: row.received_at,
  updated_at: row.updated_at,
  resolved_at: row.resolved_at,
  closed_at: row.closed_at,
  follows: row.follows,
  merged_into: row.merged_into,
});

/** A customer sees where their case stands, not who works on it or what we think of it. */
export const presentSummaryToCustomer = (row: InquiryRow, around: RowSurroundings) => ({
  ...presentSummary(row, around),
  team: null,
  assignee: null,
  needs_review: false,
  escalation_level: 0,
  snoozed_until: null,
  status: row.status,
});

/** What the detail needs besides the case itself. */
export interface CaseSurroundings {
  policy: Policy;
  /** Zone that elapsed clocks are shown in: that of the legal entity. */
  zone: string;
  words: { subject: string; body: string } | null;
  /** The instant that was asked for, whose clocks say what was left; null for today, which the ETag stands for. */
  asOf: Instant | null;
  /** Names of the fields whose words were erased. */
  erased: string[];
  requester: ContactRow | null;
  /** What came with it, as far as the caller may read. */
  files: Record<string, FileFacts>;
  customerName: (id: CustomerId) => string | null;
  personName: (id: PersonId) => string | null;
}

/** Steps that the status allows and a role of the caller covers; segregation and ownership decide further. */
export const stepsFor = (caller: Caller, state: InquiryState): InquiryUpdate[] =>
  allowedNextSteps(state).filter((step) => callerMay(caller, step));

export function presentInquiry(found: FoundCase, caller: Caller, around: CaseSurroundings) {
  const { state } = found;
  const forCustomer = caller.kind === 'customer';
  const customer = state ? state.customer : found.claimed.customer;
  // What regulators demand of us is between them and us.
  const clocks = clocksInOrder(state?.clocks ?? []).filter(({ name }) => !forCustomer || !isRegulatory(name));
  const common = {
    reference: found.reference,
    status: state ? statusOf(state) : ('open' as const),
    subject: around.words?.subject ?? null,
    body: around.words?.body ?? null,
    channel: found.channel,
    legal_entity: found.legalEntity,
    received_at: found.receivedAt,
    follows: found.follows,
    attachments: presentFiles(found.attachments, around.files),
    merged_into: state?.merged?.into ?? null,
    sequence: state?.sequence ?? 0,
    requester:
      around.requester?.erased_at === null ? { name: around.requester.name, email: around.requester.email } : null,
    customer: customer === null ? null : { id: customer, name: around.customerName(customer) },
    allowed_next_steps: state ? stepsFor(caller, state) : [],
    clocks: clocks.map((clock) => ({
      ...presentClock(clock, around.policy, around.zone),
      ...(around.asOf !== null && {
        remaining_seconds: remainingAt(clock, around.asOf, around.policy) / 1_000,
      }),
    })),
    due_at: state ? dueAtOf(state) : null,
    due: presentDue(clocks, around.policy, around.zone),
    breached: state ? isBreached(state) : false,
    links: (state?.links ?? []).map(({ kind, id }) => ({ kind, id })),
    resolution: state?.resolution
      ? {
          outcome: state.resolution.outcome,
          root_cause: forCustomer ? null : state.resolution.rootCause,
          resolved_at: state.resolution.at,
          confirm_by: state.resolution.confirmBy,
        }
      : null,
    closure: state?.closure
      ? { how: state.closure.how, closed_at: state.closure.at, reopen_until: state.closure.reopenUntil }
      : null,
    ended: found.ended,
    erased: around.erased,
  };
  return forCustomer ? common : { ...common, ...presentForUs(found, around) };
}

function presentForUs(found: FoundCase, around: CaseSurroundings) {
  const { state, claimed } = found;
  if (!state) {
    const { level, method } = claimed;
    return {
      identification: { level, method },
      filed_by: found.filedBy,
      policy_version: found.policyVersion,
      suggests: found.suggested,
    };
  }
  return {
    phase: state.phase,
    category: state.category,
    secondary: state.secondary,
    urgency: state.urgency,
    language: state.language,
    needs_review: state.needsReview,
    identification: state.identification,
    team: state.team,
    assignee: state.assignee === null ? null : { id: state.assignee, name: around.personName(state.assignee) },
    filed_by: found.filedBy,
    escalation: state.escalation,
    snoozed_until: state.snoozedUntil ?? null,
    regulatory: state.regulatory ?? { packs: [], events: [] },
    policy_version: state.policyVersion,
    first_response_at: state.firstResponseAt,
    reopen_count: state.reopenCount,
    suggests: found.suggested,
    disputes: state.disputes.map(({ invoice, disputed, credited, settled }) => ({
      invoice,
      disputed: presentMoney(disputed),
      credited: presentMoney(credited),
      settled,
    })),
    proposals: state.proposals.map(({ id, version, content, status }) => ({
      id,
      version,
      kind: content.kind,
      status,
      amount: presentMoney(content.amount),
    })),
    merged: (state.absorbed ?? []).map(({ from }) => from),
    split_from: state.splitFrom ?? null,
    splits: (state.splits ?? []).map(({ inquiry, disputes }) => ({ reference: inquiry, disputes })),
    effects_parked: state.effectsParked,
  };
}
