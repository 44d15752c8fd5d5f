import type { Knex } from 'knex';
import type { CustomerId, Reference } from '../contracts/ids';
import type { ErasureRow, HeldBack } from './rows';
import { fromStore } from './transaction';

export interface ErasureSubject {
  kind: 'contact' | 'customer' | 'inquiry';
  id: string;
}

/** What an erasure would remove, and what stays although it belongs to the subject. Ids only. */
export interface ErasurePlan {
  texts: string[];
  files: string[];
  contacts: string[];
  customers: CustomerId[];
  heldBack: HeldBack[];
  /** Cases among it that have not ended: they go on, without the words. */
  runningCases: Reference[];
}

interface Candidate {
  id: string;
  holds: string[] | null;
}

/** Cases and follow-ups that belong to the subject. */
const ownersOf: Record<ErasureSubject['kind'], string> = {
  inquiry: `select * from owners_about where owner = 'inquiry:' || :id`,
  customer: `select * from owners_about where customer = :id`,
  // One contact of several of a customer: the cases that answer to this one.
  contact: `select * from owners_about where contact = :id`,
};

/** Mail that reached no case, from an address of the subject. */
const mailsOfNoCase: Record<ErasureSubject['kind'], string> = {
  inquiry: `select file, content from received_mails where false and :id = ''`,
  customer: `select r.file, r.content from received_mails r join contacts c on c.id = r.contact
              where c.customer = :id and r.owner is null`,
  contact: `select file, content from received_mails where contact = :id and owner is null`,
};

/** What the law on bookkeeping wants kept, however personal: the books name whom they are about. */
const books = [
  ['invoices', 'select count(*)::integer as count from invoices where customer = :id'],
  ['payments', 'select count(*)::integer as count from payments where customer = :id'],
  ['postings', 'select count(*)::integer as count from postings where customer = :id'],
  ['agreements', 'select count(*)::integer as count from agreements where customer = :id'],
] as const;

/**
 * Finds everything personal of a subject that is not erased yet, and what of it has to stay: what a legal hold covers, and
 * the books. When a period is over (`retention`) texts that a running case still uses stay as well, and a contact's cases
 * have a period of their own. Null when there is no such subject.
 */
export async function planErasure(
  knex: Knex,
  subject: ErasureSubject,
  basis: ErasureRow['basis'],
): Promise<ErasurePlan | null> {
  if (!(await exists(knex, subject))) return null;
  const { kind, id } = subject;
  const running = await select<{ owner: string }>(
    knex,
    `select owner from (${ownersOf[kind]}) of where not ended and owner like 'inquiry:%' order by owner`,
    id,
  );
  const texts = basis === 'retention' && kind === 'contact' ? [] : await findTexts(knex, subject, basis);
  const files = basis === 'retention' && kind === 'contact' ? [] : await findFiles(knex, subject, basis);
  const contacts = kind === 'inquiry' ? [] : await findContacts(knex, subject);
  const customers = kind === 'customer' ? await findCustomers(knex, id) : [];
  const kept = kind === 'customer' ? await countBooks(knex, id) : [];
  return {
    texts: free(texts),
    files: free(files),
    contacts: free(contacts),
    customers: kept.length > 0 ? [] : free(customers),
    heldBack: [
      ...held('texts', texts),
      ...held('files', files),
      ...held('contacts', contacts),
      ...held('customer_name', customers),
      ...(kept.length > 0 && free(customers).length > 0 ? [bookkeeping('customer_name', 1)] : []),
      ...kept,
    ],
    runningCases: running.map(({ owner }) => owner.slice('inquiry:'.length)),
  };
}

async function exists(knex: Knex, { kind, id }: ErasureSubject): Promise<boolean> {
  const found = {
    contact: () => knex('contacts').where({ id }).first('id'),
    customer: () => knex('customers').where({ id }).first('id'),
    inquiry: () => knex('intakes').where({ reference: id }).first('id'),
  };
  return (await fromStore(found[kind]())) !== undefined;
}

/** Holds are looked up once for all candidates: each look goes through everything that any hold covers. */
const withHolds = (candidates: string, holds: string): string =>
  `with candidates as materialized (${candidates})
   select c.id, h.holds
     from candidates c
     left join (select id, array_agg(distinct hold order by hold) as holds from ${holds}
                 where id in (select id from candidates) group by id) h on h.id = c.id
    order by c.id`;

async function findTexts(knex: Knex, { kind, id }: ErasureSubject, basis: ErasureRow['basis']): Promise<Candidate[]> {
  // Stored for the customer and not on a case: a text of a case follows the customer of the case.
  const loose = `select id from texts where customer = :id and id not like 'inquiry:%' and id not like 'intake/%'`;
  const named = `select texts_of(owner) from (${ownersOf[kind]}) of ${kind === 'customer' ? `union ${loose}` : ''}
                 union select content from (${mailsOfNoCase[kind]}) mails where content is not null`;
  const inUse =
    basis === 'retention'
      ? `and id not in (select texts_of(a.owner) from owners_about a
                         join (select 'inquiry:' || id as owner from links where kind = 'inquiry' and owner = 'inquiry:' || :id
                               union select owner from links where kind = 'inquiry' and id = :id) l on l.owner = a.owner
                        where not a.ended)`
      : '';
  return select(
    knex,
    withHolds(`select id from texts where content is not null and id in (${named}) ${inUse}`, 'held_texts'),
    id,
  );
}

/** Bytes are used as long as the words of their case are. */
async function findFiles(knex: Knex, { kind, id }: ErasureSubject, basis: ErasureRow['basis']): Promise<Candidate[]> {
  const loose = `select id::text from files where customer = :id and (owner is null or owner not like 'inquiry:%')`;
  const named = `select f.id::text from files f join (${ownersOf[kind]}) of on of.owner = f.owner
                 ${kind === 'customer' ? `union ${loose}` : ''}
                 union select file::text from (${mailsOfNoCase[kind]}) mails`;
  const inUse = basis === 'retention' ? `and not (${inUseByRunningCase})` : '';
  return select(
    knex,
    withHolds(
      `select id::text as id from files f where content is not null and id::text in (${named}) ${inUse}`,
      'held_files',
    ),
    id,
  );
}

const inUseByRunningCase = `exists (
  select from owners_about a
    join (select 'inquiry:' || id as owner from links where kind = 'inquiry' and owner = 'inquiry:' || :id
          union select owner from links where kind = 'inquiry' and id = :id) l on l.owner = a.owner
    join journal j on j.owner = a.owner
   where not a.ended and strpos(j.event::text, f.id::text) > 0)`;

async function findContacts(knex: Knex, { kind, id }: ErasureSubject): Promise<Candidate[]> {
  const theirs =
    kind === 'contact'
      ? 'id = :id'
      : // Somebody who wrote about this customer only, and was never recorded as one of its contacts.
        `(customer = :id or (customer is null
           and id in (select contact from owners_about where customer = :id)
           and id not in (select contact from owners_about where contact is not null and customer is distinct from :id)))`;
  return select(knex, withHolds(`select id from contacts where erased_at is null and ${theirs}`, 'held_contacts'), id);
}

const findCustomers = (knex: Knex, id: string): Promise<Candidate[]> =>
  select(knex, withHolds('select id from customers where erased_at is null and id = :id', 'held_customers'), id);

async function countBooks(knex: Knex, id: string): Promise<HeldBack[]> {
  const counted: HeldBack[] = [];
  for (const [what, query] of books) {
    const [row] = await select<{ count: number }>(knex, query, id);
    if (row && row.count > 0) counted.push(bookkeeping(what, row.count));
  }
  return counted;
}

async function select<Row>(knex: Knex, sql: string, id: string): Promise<Row[]> {
  return (await fromStore(knex.raw<{ rows: Row[] }>(sql, { id }))).rows;
}

const free = (candidates: Candidate[]): string[] => candidates.filter(({ holds }) => !holds).map(({ id }) => id);

function held(what: HeldBack['what'], candidates: Candidate[]): HeldBack[] {
  const covered = candidates.filter(({ holds }) => holds);
  const holds = [...new Set(covered.flatMap((candidate) => candidate.holds ?? []))].sort();
  return covered.length === 0 ? [] : [{ what, count: covered.length, because: 'legal_hold', holds }];
}

const bookkeeping = (what: HeldBack['what'], count: number): HeldBack => ({
  what,
  count,
  because: 'bookkeeping',
  holds: [],
});
