import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { parse } from 'yaml';
import { z } from 'zod';
import { createEmbeddedLedger } from '../adapters/ledger/embedded';
import type { Ledger } from '../adapters/ledger/port';
import { followUpOwner, type Instant, type LocalDate } from '../contracts/ids';
import type { PolicyContent } from '../contracts/policy';
import { languages, roles } from '../contracts/vocabulary';
import { insertAgreement } from '../db/insert-agreement';
import { insertContact } from '../db/insert-contact';
import { insertCustomer } from '../db/insert-customer';
import { insertDelegation } from '../db/insert-delegation';
import { insertSignalDispatch } from '../db/insert-dispatch';
import { insertLegalEntity } from '../db/insert-legal-entity';
import { insertPerson } from '../db/insert-person';
import { publishPolicy, readDefaultPolicy } from '../db/policies';
import type { InvoiceRow } from '../db/rows';
import { inTransaction } from '../db/transaction';
import { resolveHolidays } from '../domain/holidays';
import { addElapsed, dayInMilliseconds } from '../domain/instant';
import { parseMoney, type Money } from '../domain/money';
import { addDaysToDate, localDateAt } from '../domain/time-zone';

/**
 * A small company to try the desk with: Halden Supply, with customers, people, open and settled invoices, and money that
 * nobody could place. The data lies in `scripts/demo/` as YAML; dates there count from the day of loading.
 */
export interface DemoCompany {
  /** False when the database already holds a company, this or another; then nothing was changed. */
  loaded: boolean;
  /** Ids of all people that can sign in, by title: what the start screen shows. */
  people: { id: string; name: string; titles: string[]; roles: string[] }[];
}

/**
 * Version under which the shipped policy is published when there is no policy yet. It changes with what the policy says: a
 * database that was filled by an earlier release keeps the version it has.
 */
export const demoPolicyVersion = '3';

/**
 * Loads everything in one transaction, or nothing. Two programs at once: the second finds it loaded. With `followUp` the
 * customers' follow-ups are told of the open invoices, as when an ERP records them; the sweep delivers that.
 */
export async function loadDemoCompany(
  knex: Knex,
  now: Instant,
  { followUp = false }: { followUp?: boolean } = {},
): Promise<DemoCompany> {
  // Before the transaction: the dates of the holidays take the processor a while, and another program may be waiting.
  const policy = resolveHolidays(await readDefaultPolicy(), now);
  const [people, company, books] = await Promise.all([
    readData('people', z.array(personData)),
    readData('company', companyData),
    readData('books', booksData),
  ]);
  const loaded = await inTransaction(knex, async (transaction) => {
    await transaction.raw(`select pg_advisory_xact_lock(hashtextextended('demo company', 0))`);
    if ((await transaction('legal_entities').first('id')) !== undefined) return false;
    await loadPeople(transaction, people, now);
    await loadPolicy(transaction, policy, now);
    await loadCustomers(transaction, company, now);
    await loadBooks(createEmbeddedLedger(transaction), company, books, now);
    if (followUp) await followUpOpenInvoices(transaction, now);
    return true;
  });
  return { loaded, people: people.map(({ id, name, titles, roles }) => ({ id, name, titles, roles })) };
}

const money = z.string();
const personData = z.strictObject({
  id: z.string(),
  name: z.string(),
  titles: z.array(z.string()),
  roles: z.array(z.enum(roles)),
  duties: z.array(z.string()).default([]),
  teams: z.array(z.string()).default([]),
  skills: z.array(z.string()).default([]),
  languages: z.array(z.enum(languages)).default(['en']),
  limits: z.record(z.string(), money).default({}),
});
const companyData = z.strictObject({
  legalEntities: z.array(
    z.strictObject({ id: z.string(), name: z.string(), country: z.string(), currency: z.string(), zone: z.string() }),
  ),
  customers: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      parent: z.string().nullable().default(null),
      legalEntity: z.string(),
      zone: z.string(),
      language: z.enum(languages).default('en'),
      segment: z.string().default('standard'),
      openTracking: z.boolean().default(true),
      contacts: z.array(z.strictObject({ id: z.string(), name: z.string(), email: z.string(), verified: z.boolean() })),
    }),
  ),
  agreements: z.array(
    z.strictObject({
      id: z.string(),
      customer: z.string(),
      kind: z.string(),
      title: z.string(),
      starts: z.int(),
      ends: z.int().nullable().default(null),
    }),
  ),
});
const booksData = z.strictObject({
  invoices: z.array(
    z.strictObject({
      id: z.string(),
      customer: z.string(),
      issued: z.int().max(0),
      due: z.int(),
      amount: money,
      tax: money.optional(),
      currency: z.string(),
      purchaseOrder: z.string().optional(),
      lines: z.array(z.strictObject({ description: z.string(), quantity: z.int(), net: money })).optional(),
    }),
  ),
  payments: z.array(
    z.strictObject({
      id: z.string(),
      customer: z.string().nullable().default(null),
      /** For a payer that is not known; else it is the customer's. */
      legalEntity: z.string().optional(),
      received: z.int().max(0),
      amount: money,
      currency: z.string(),
      payer: z.string(),
      reference: z.string(),
      remittance: z.string().optional(),
      allocate: z.record(z.string(), money).optional(),
    }),
  ),
});

async function readData<Schema extends z.ZodType>(name: string, schema: Schema): Promise<z.infer<Schema>> {
  return schema.parse(parse(await readFile(join(__dirname, 'demo', `${name}.yaml`), 'utf8')));
}

async function loadPeople(knex: Knex, people: z.infer<typeof personData>[], now: Instant): Promise<void> {
  for (const { limits, ...person } of people) {
    await insertPerson(knex, {
      ...person,
      email: `${person.id}@halden.example`,
      limits: Object.fromEntries(Object.entries(limits).map(([kind, value]) => [kind, amountOf(value, 'USD').minor])),
    });
  }
  // The treasurer stands in for the cash manager for two weeks.
  await insertDelegation(knex, {
    delegator: 'george.okafor',
    delegate: 'tomas.lindqvist',
    starts_at: now,
    ends_at: addElapsed(now, 14 * dayInMilliseconds),
  });
}

async function loadPolicy(knex: Knex, content: PolicyContent, now: Instant): Promise<void> {
  if ((await knex('policies').first('version')) !== undefined) return;
  await publishPolicy(knex, {
    version: demoPolicyVersion,
    content,
    author: 'elin.hart',
    publishedBy: 'marcus.bell',
    reason: 'The policy that ships with the desk.',
    publishedAt: now,
  });
}

async function loadCustomers(knex: Knex, company: z.infer<typeof companyData>, now: Instant): Promise<void> {
  for (const entity of company.legalEntities) await insertLegalEntity(knex, entity);
  for (const { legalEntity, openTracking, contacts, ...customer } of company.customers) {
    await insertCustomer(knex, { ...customer, legal_entity: legalEntity, open_tracking: openTracking });
    for (const contact of contacts) {
      await insertContact(knex, { ...contact, customer: customer.id, created_at: now });
    }
  }
  for (const { starts, ends, ...agreement } of company.agreements) {
    const day = dayCounter(zoneOf(company, entityOf(company, agreement.customer)), now);
    await insertAgreement(knex, { ...agreement, starts_on: day(starts), ends_on: ends === null ? null : day(ends) });
  }
}

async function loadBooks(
  ledger: Ledger,
  company: z.infer<typeof companyData>,
  books: z.infer<typeof booksData>,
  now: Instant,
): Promise<void> {
  for (const { id, customer, issued, due, amount, tax, currency, purchaseOrder, lines } of books.invoices) {
    const legalEntity = entityOf(company, customer);
    const day = dayCounter(zoneOf(company, legalEntity), now);
    await ledger.issueInvoice({
      key: `demo/${id}`,
      at: addElapsed(now, issued * dayInMilliseconds),
      invoice: id,
      legalEntity,
      customer,
      issuedOn: day(issued),
      dueOn: day(due),
      amount: amountOf(amount, currency),
      ...(tax !== undefined && { tax: amountOf(tax, currency).minor }),
      ...(purchaseOrder !== undefined && { purchaseOrder }),
      ...(lines && { lines: lines.map((line) => ({ ...line, net: amountOf(line.net, currency).minor })) }),
    });
  }
  for (const payment of books.payments) {
    const { id, customer, received, amount, currency, payer, reference, remittance, allocate } = payment;
    const legalEntity = payment.legalEntity ?? entityOf(company, customer ?? '');
    const at = addElapsed(now, received * dayInMilliseconds);
    await ledger.recordPayment({
      key: `demo/${id}`,
      at,
      payment: id,
      legalEntity,
      customer,
      receivedAt: at,
      amount: amountOf(amount, currency),
      payerName: payer,
      bankReference: reference,
      ...(remittance !== undefined && { remittance }),
    });
    if (allocate === undefined) continue;
    await ledger.postAllocation({
      key: `demo/${id}/allocation`,
      at,
      payment: id,
      allocations: Object.entries(allocate).map(([invoice, value]) => ({ invoice, amount: amountOf(value, currency) })),
    });
  }
}

async function followUpOpenInvoices(knex: Knex, now: Instant): Promise<void> {
  const actor = { kind: 'integration' as const, id: 'demo-company' };
  const open = await knex<InvoiceRow>('invoices').where('open', '>', 0).orderBy('id').select('id', 'customer');
  for (const { id: invoice, customer } of open) {
    const command = { id: `track:${invoice}`, type: 'track', actor, data: { invoice } };
    await insertSignalDispatch(knex, followUpOwner(customer), { name: 'track', command }, now);
  }
}

function entityOf({ customers }: z.infer<typeof companyData>, customer: string): string {
  const found = customers.find(({ id }) => id === customer);
  if (found === undefined) throw new Error(`The demo company has no customer ${customer}.`);
  return found.legalEntity;
}

function zoneOf({ legalEntities }: z.infer<typeof companyData>, legalEntity: string): string {
  const found = legalEntities.find(({ id }) => id === legalEntity);
  if (found === undefined) throw new Error(`The demo company has no legal entity ${legalEntity}.`);
  return found.zone;
}

/** Days from the local day of loading. */
function dayCounter(zone: string, now: Instant): (days: number) => LocalDate {
  const today = localDateAt(zone, now);
  return (days) => addDaysToDate(today, days);
}

function amountOf(value: string, currency: string): Money {
  const parsed = parseMoney({ value, currency });
  if (!parsed.ok)
    throw new Error(`The demo company has an amount that is none: ${value} ${currency} (${parsed.code}).`);
  return parsed.money;
}
