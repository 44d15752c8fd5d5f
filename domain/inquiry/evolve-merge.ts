import type { BroughtDispute, InquiryEvent, Involved, LinkTarget } from '../../contracts/inquiry';
import { isCustomersWord } from './customers-word';
import type { AbsorbedState, DisputeState, InquiryState, MergeState, Occurrence, SplitState } from './state';

/** The fields that only merging and splitting set; without their events a state has none of them. */
type Added = 'merged' | 'absorbed' | 'splits';

/**
 * What a case is after an event of merging, unmerging or splitting; null for all other events. What a merge has added to a
 * state is gone without a trace once it is undone.
 */
export function evolveMerge(state: InquiryState, occurrence: Occurrence<InquiryEvent>): InquiryState | null {
  const { event, occurredAt: at, sequence } = occurrence;
  switch (event.type) {
    case 'merged': {
      const { phase, escalation, clocks, awaiting } = state;
      const before = { phase, escalation, clocks, ...(awaiting && { awaiting }) };
      const merged: MergeState = { into: event.into, before, heardAt: null };
      const closure = { how: 'merged', at, reopenUntil: event.reopenUntil };
      return { ...state, phase: 'closed', escalation: null, clocks: event.clocks, closure, merged };
    }
    case 'unmerged': {
      const involvements = union(state.involvements, event.involvements);
      const after = { ...state, ...state.merged?.before, closure: null, involvements };
      const answered = after.phase === 'pending_customer' && typeof state.merged?.heardAt === 'string';
      return without(
        { ...after, ...(answered && { phase: 'in_progress', ...(after.awaiting && { awaiting: null }) }) },
        'merged',
      );
    }
    case 'message_received':
      return isCustomersWord(event) ? hear(state, at) : null;
    case 'merged_message_received': {
      if (!isCustomersWord(event)) return null;
      const phase = state.phase === 'pending_customer' ? 'in_progress' : state.phase;
      return hear({ ...state, phase }, at) ?? { ...state, phase };
    }
    case 'inquiry_absorbed':
      return {
        ...state,
        links: union(state.links, event.links),
        involvements: union(state.involvements, event.involvements),
        disputes: [...state.disputes, ...event.disputes.map((dispute) => ({ ...taken(dispute), from: event.from }))],
        absorbed: absorb(state, event),
      };
    case 'inquiry_released': {
      const after = {
        ...state,
        links: state.links.filter((link) => !includes(event.links, link)),
        disputes: state.disputes.filter(({ from }) => from !== event.from),
      };
      return withList(
        after,
        'absorbed',
        (state.absorbed ?? []).filter(({ from }) => from !== event.from),
      );
    }
    case 'unlinked':
      return dropLinks(state, [event.target]);
    case 'split_off': {
      const invoices = event.disputes.map(({ invoice }) => invoice);
      const split: SplitState = { split: sequence, inquiry: null, disputes: invoices };
      const disputes = state.disputes.filter(({ invoice, settled }) => settled || !invoices.includes(invoice));
      return dropLinks({ ...state, disputes, splits: [...(state.splits ?? []), split] }, event.links);
    }
    case 'split_opened':
      return withList(
        state,
        'splits',
        (state.splits ?? []).map((split) =>
          split.split === event.split ? { ...split, inquiry: event.inquiry } : split,
        ),
      );
    case 'split_received':
      return {
        ...state,
        splitFrom: event.from,
        involvements: union(state.involvements, event.involvements),
        disputes: [...state.disputes, ...event.disputes.map(taken)],
        firstResponseAt: event.firstResponseAt,
        ...(event.regulatoryEvents && { regulatory: { packs: [], events: event.regulatoryEvents } }),
      };
    default:
      return null;
  }
}

/** Remembers when the customer first wrote on a case that is merged; null when it is not, or they wrote before. */
function hear(state: InquiryState, at: string): InquiryState | null {
  return state.merged?.heardAt === null ? { ...state, merged: { ...state.merged, heardAt: at } } : null;
}

const taken = ({ invoice, disputed, credited, hold }: BroughtDispute): DisputeState => ({
  invoice,
  disputed,
  credited,
  settled: false,
  hold,
});

/** One entry for each case; what it brings later is added to it. */
function absorb(
  { absorbed = [], proposals }: InquiryState,
  event: Extract<InquiryEvent, { type: 'inquiry_absorbed' }>,
): AbsorbedState[] {
  const known = absorbed.find(({ from }) => from === event.from);
  const entry: AbsorbedState = {
    from: event.from,
    links: union(known?.links ?? [], event.links),
    duplicates: union(
      known?.duplicates ?? [],
      event.duplicates.map(({ invoice }) => invoice),
    ),
    proposalsBefore: known?.proposalsBefore ?? proposals.map(({ id }) => id),
  };
  return [...absorbed.filter(({ from }) => from !== event.from), entry];
}

/** What is taken away here is no longer here because of anybody. */
function dropLinks(state: InquiryState, links: readonly LinkTarget[]): InquiryState {
  const rest = (all: LinkTarget[]): LinkTarget[] => all.filter((link) => !includes(links, link));
  const after = { ...state, links: rest(state.links) };
  return state.absorbed
    ? { ...after, absorbed: state.absorbed.map((entry) => ({ ...entry, links: rest(entry.links) })) }
    : after;
}

const sameKeys = (item: LinkTarget | Involved | string): string =>
  typeof item === 'string' ? item : 'kind' in item ? `${item.kind}:${item.id}` : `${item.duty}:${item.person}`;

export const includes = (links: readonly LinkTarget[], target: LinkTarget): boolean =>
  links.some(({ kind, id }) => kind === target.kind && id === target.id);

/** Those that are there, and of the others each once. */
function union<Item extends LinkTarget | Involved | string>(there: Item[], others: readonly Item[]): Item[] {
  return others.reduce<Item[]>(
    (all, item) => (all.some((known) => sameKeys(known) === sameKeys(item)) ? all : [...all, item]),
    there,
  );
}

function without(state: InquiryState, field: Added): InquiryState {
  const { [field]: _gone, ...rest } = state;
  return rest;
}

/** A list that has become empty leaves no field behind. */
function withList<Field extends 'absorbed' | 'splits'>(
  state: InquiryState,
  field: Field,
  list: NonNullable<InquiryState[Field]>,
): InquiryState {
  return list.length === 0 ? without(state, field) : { ...state, [field]: list };
}
