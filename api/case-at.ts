import type { InquiryEvent } from '../contracts/inquiry';
import { inquiryOwner, type Instant, type Reference } from '../contracts/ids';
import { applyWrites, type Tables } from '../db/apply-writes';
import type { FoundCase } from '../db/find-case';
import { projectInquiryEvent } from '../db/project-inquiry';
import { readJournalUntil } from '../db/read-journal-until';
import type { JournalRow, MessageRow, ProposalRow } from '../db/rows';
import { evolve } from '../domain/inquiry/evolve';
import type { InquiryState } from '../domain/inquiry/state';
import type { Caller } from './caller';
import type { ApiDependencies } from './dependencies';
import { readInstant } from './present';
import { Problem } from './problem';
import { findVisibleCase } from './visible';

/** A case as the desk knew it at an instant, with the rows of the journal that tell so. */
export interface CaseAt {
  asOf: Instant;
  found: FoundCase;
  rows: JournalRow[];
}

/**
 * Time travel: the case as it was known at an instant, folded from the journal. Who may see the case of today may see its
 * past; only a customer never sees the time in which it was taken for somebody else's. Names and addresses are not in
 * the journal: they are those of today. Throws `Problem`: `not_found`, also before it was received; `instant_in_future`.
 */
export async function findCaseAt(
  { knex, clock }: Pick<ApiDependencies, 'knex' | 'clock'>,
  caller: Caller,
  reference: Reference,
  at: string,
): Promise<CaseAt> {
  const present = await findVisibleCase(knex, caller, reference);
  const asOf = readInstant(at);
  const now = clock();
  if (asOf > now) throw new Problem('instant_in_future', { details: { now } });
  if (asOf < present.receivedAt) throw new Problem('not_found');
  const rows = await readJournalUntil(knex, inquiryOwner(reference), asOf);
  const state = foldRows(rows);
  const taken = state?.customer ?? null;
  if (caller.kind === 'customer' && taken !== null && taken !== caller.id) throw new Problem('not_found');
  return { asOf, found: { ...present, state, ended: state?.ended ?? false }, rows };
}

/** The state after these rows of a case, from its first one on; null before there is any. */
export const foldRows = (rows: readonly JournalRow[]): InquiryState | null =>
  rows.reduce<InquiryState | null>((state, row) => evolve(state, occurrenceOf(row)), null);

const occurrenceOf = ({ sequence, occurred_at, actor, event }: JournalRow) => ({
  sequence,
  occurredAt: occurred_at,
  actor,
  event: event as InquiryEvent,
});

export interface PartsAt {
  messages: MessageRow[];
  proposals: ProposalRow[];
}

/** What stood in the tables of messages and proposals after these rows: the projections themselves, run once more. */
export function projectRows(rows: readonly JournalRow[]): PartsAt {
  const tables: Tables = {};
  let state: InquiryState | null = null;
  for (let from = 0; from < rows.length;) {
    let to = from;
    // Rows of one command were projected together, on the case as it stood after all of them.
    while (rows[to]?.command_id === rows[from]?.command_id) to += 1;
    const decided = rows.slice(from, to);
    for (const row of decided) state = evolve(state, occurrenceOf(row));
    for (const row of decided) {
      const entry = { ...occurrenceOf(row), commandId: row.command_id };
      applyWrites(tables, projectInquiryEvent(entry, state as InquiryState));
    }
    from = to;
  }
  const listed = <Row>(name: string) => [...(tables[name]?.values() ?? [])] as Row[];
  return {
    messages: listed<MessageRow>('messages').sort((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1)),
    proposals: listed<ProposalRow>('proposals').sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
