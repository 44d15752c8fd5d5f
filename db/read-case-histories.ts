import type { Knex } from 'knex';
import { inquiryOwner, type Instant, type Reference } from '../contracts/ids';
import type { InquiryEvent } from '../contracts/inquiry';
import type { Category } from '../contracts/vocabulary';
import type { Occurrence } from '../domain/inquiry/state';
import type { JournalRow } from './rows';
import { fromStore } from './transaction';

/** A case that takes part in a simulation, with the segment of its customer. */
export interface TakingPart {
  reference: Reference;
  segment: string | null;
}

/**
 * Cases received before `until` that were received in the period or not done when it began: these share its people. In the
 * order in which they came.
 */
export async function listCasesTakingPart(
  knex: Knex,
  { from, until }: { from: Instant; until: Instant },
): Promise<TakingPart[]> {
  return fromStore(
    knex('inquiries')
      .leftJoin('customers', 'customers.id', 'inquiries.customer')
      .where('inquiries.received_at', '<', until)
      .whereRaw(
        `(inquiries.received_at >= :from or coalesce(inquiries.resolved_at, inquiries.closed_at, 'infinity') >= :from)`,
        { from },
      )
      .orderBy(['inquiries.received_at', 'inquiries.reference'])
      .select<TakingPart[]>('inquiries.reference', 'customers.segment'),
  );
}

/** How many cases were received in `[from, to)`, by category. */
export async function countReceived(
  knex: Knex,
  { from, to }: { from: Instant; to: Instant },
): Promise<{ category: Category; cases: number }[]> {
  return fromStore(
    knex('inquiries')
      .where('received_at', '>=', from)
      .where('received_at', '<', to)
      .groupBy('category')
      .select<{ category: Category; cases: number }[]>('category', knex.raw('count(*)::int as cases')),
  );
}

/** What says nothing about where a case stood or how long it waited; left where it is, for it is most of a journal. */
const besides: InquiryEvent['type'][] = [
  'clocks_set',
  'message_status_changed',
  'service_level_warned',
  'service_level_breached',
  'escalated',
  'de_escalated',
  'note_added',
  'linked',
];

/** The journals of several cases, oldest entry first, as far as they say where each case stood. */
export async function readCaseJournals(
  knex: Knex,
  references: readonly Reference[],
): Promise<Map<Reference, Occurrence<InquiryEvent>[]>> {
  const owners = new Map(references.map((reference) => [inquiryOwner(reference) as string, reference]));
  const rows = await fromStore(
    knex<JournalRow>('journal')
      .whereIn('owner', [...owners.keys()])
      .whereNotIn('type', besides)
      .orderBy(['owner', 'sequence'])
      .select('owner', 'sequence', 'occurred_at', 'actor', 'event'),
  );
  const journals = new Map<Reference, Occurrence<InquiryEvent>[]>();
  for (const { owner, sequence, occurred_at: occurredAt, actor, event } of rows) {
    const reference = owners.get(owner) ?? '';
    const entry = { sequence, occurredAt, actor, event: event as InquiryEvent };
    const known = journals.get(reference);
    if (known) known.push(entry);
    else journals.set(reference, [entry]);
  }
  return journals;
}
