import type { Knex } from 'knex';
import type { CustomerId, Instant, PersonId, Reference } from '../contracts/ids';
import type { ClockId } from '../contracts/inquiry';
import { readPage, type Order, type Page, type PageRequest } from './page';
import type { InquiryRow } from './rows';

export interface InquiryFilter {
  status?: string[];
  category?: string[];
  urgency?: string[];
  team?: string;
  /** Null for cases that nobody owns. */
  assignee?: PersonId | null;
  customer?: CustomerId;
  /** Only cases on which the customer was verified: what a customer may see of their own. */
  verifiedOnly?: boolean;
  legalEntity?: string;
  /** The clock that `dueBefore`, `dueAfter` and `breached` speak of; alone: cases on which it has not stopped. */
  clock?: ClockId;
  dueBefore?: Instant;
  dueAfter?: Instant;
  breached?: boolean;
  escalationLevel?: number[];
  snoozed?: boolean;
  needsReview?: boolean;
  follows?: Reference;
  merged?: boolean;
}

export type InquirySort = '-received_at' | 'received_at' | 'due_at' | '-updated_at';

/** Sorts after everything that has a due instant. */
const neverDue = '9999-12-31T23:59:59.999Z';

const orders: Record<InquirySort, Pick<Order, 'columns' | 'direction'>> = {
  '-received_at': by('received_at', 'desc'),
  received_at: by('received_at', 'asc'),
  due_at: by('due_or_never', 'asc'),
  '-updated_at': by('updated_at', 'desc'),
};

function by(name: string, direction: 'asc' | 'desc'): Pick<Order, 'columns' | 'direction'> {
  return {
    columns: [
      { name, kind: 'instant' },
      { name: 'reference', kind: 'text' },
    ],
    direction,
  };
}

/** Cases as their workflows last committed them. */
export async function listInquiries(
  knex: Knex,
  filter: InquiryFilter,
  sort: InquirySort,
  page: PageRequest,
): Promise<Page<InquiryRow>> {
  const columns =
    sort === 'due_at' ? ['*', knex.raw('coalesce(due_at, ?::timestamptz) as due_or_never', [neverDue])] : '*';
  const chosen = knex<InquiryRow>('inquiries').select(columns as '*');
  const { status, category, urgency, team, assignee, customer, legalEntity, breached, needsReview, follows } = filter;
  if (status) void chosen.whereIn('status', status);
  if (category) void chosen.whereIn('category', category);
  if (urgency) void chosen.whereIn('urgency', urgency);
  if (team !== undefined) void chosen.where({ team });
  if (assignee !== undefined) void chosen.where({ assignee });
  if (customer !== undefined) void chosen.where({ customer });
  if (filter.verifiedOnly) {
    void chosen.whereRaw(
      `exists (select from owners where owner = 'inquiry:' || reference and state #>> '{identification,level}' = 'verified')`,
    );
  }
  if (legalEntity !== undefined) void chosen.where('legal_entity', legalEntity);
  if (filter.clock !== undefined) {
    void chosen.whereRaw(...clockCondition(filter, filter.clock));
  } else {
    if (filter.dueBefore !== undefined) void chosen.where('due_at', '<', filter.dueBefore);
    if (filter.dueAfter !== undefined) void chosen.where('due_at', '>=', filter.dueAfter);
    if (breached !== undefined) void chosen.where({ breached });
  }
  if (filter.escalationLevel) void chosen.whereIn('escalation_level', filter.escalationLevel);
  if (filter.snoozed === true) void chosen.whereNotNull('snoozed_until');
  if (filter.snoozed === false) void chosen.whereNull('snoozed_until');
  if (needsReview !== undefined) void chosen.where('needs_review', needsReview);
  if (follows !== undefined) void chosen.where({ follows });
  if (filter.merged === true) void chosen.whereNotNull('merged_into');
  if (filter.merged === false) void chosen.whereNull('merged_into');
  // A column that is worked out can be sorted by, but not compared with, on the level where it is made.
  const query = sort === 'due_at' ? knex.from(chosen.as('inquiries')).select('*') : chosen;
  return readPage<InquiryRow>(query, { list: `inquiries ${sort}`, ...orders[sort] }, page);
}

/** Instants have one spelling, so that comparing the texts compares the times. */
function clockCondition(
  { dueBefore, dueAfter, breached }: InquiryFilter,
  clock: ClockId,
): [sql: string, bindings: (string | null)[]] {
  const due = dueBefore !== undefined || dueAfter !== undefined;
  const conditions: [sql: string, value: string | undefined][] = [
    [`c ->> 'name' = ?`, clock],
    [`c ->> 'dueAt' < ?`, dueBefore],
    [`c ->> 'dueAt' >= ?`, dueAfter],
  ];
  const given = conditions.filter((condition): condition is [string, string] => condition[1] !== undefined);
  const sql = [
    ...given.map(([condition]) => condition),
    // What is breached stays so after it has stopped; what has stopped is due no more.
    ...(breached === undefined ? [] : [`c ->> 'breachedAt' is ${breached ? 'not ' : ''}null`]),
    ...(due || breached === undefined ? [`c ->> 'stoppedAt' is null`] : []),
  ];
  return [
    `exists (select from jsonb_array_elements(clocks) c where ${sql.join(' and ')})`,
    given.map(([, value]) => value),
  ];
}
