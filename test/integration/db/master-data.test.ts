import type { Knex } from 'knex';
import { connect } from '../../../db/connect';
import { findAgreement } from '../../../db/find-agreement';
import { findApiKey } from '../../../db/find-api-key';
import { findContactByEmail } from '../../../db/find-contact-by-email';
import { findCustomer } from '../../../db/find-customer';
import { findInvoices } from '../../../db/find-invoices';
import { findPayments } from '../../../db/find-payments';
import { findPeople } from '../../../db/find-people';
import { insertApiKey } from '../../../db/insert-api-key';
import { insertContact } from '../../../db/insert-contact';
import { insertCustomer } from '../../../db/insert-customer';
import { insertDelegation } from '../../../db/insert-delegation';
import { listAgreements } from '../../../db/list-agreements';
import { listContacts } from '../../../db/list-contacts';
import { listCustomers } from '../../../db/list-customers';
import { listDelegations } from '../../../db/list-delegations';
import { listInvoices } from '../../../db/list-invoices';
import { listLegalEntities } from '../../../db/list-legal-entities';
import { listPayments } from '../../../db/list-payments';
import { listPeople } from '../../../db/list-people';
import { loadDirectory } from '../../../db/load-directory';
import { loadWorkloads } from '../../../db/load-workloads';
import type { Page, PageRequest } from '../../../db/page';
import { demoPolicyVersion, loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = '2026-11-22T09:00:00.000Z';

let database: TestDatabase;
let knex: Knex;

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, now);
});
afterAll(async () => {
  await knex.destroy();
  await database.drop();
});

async function allPages<Row>(list: (page: PageRequest) => Promise<Page<Row>>, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await list({ limit, cursor });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

describe('lists', () => {
  test('pages together are the whole list, once and in order, whatever their size', async () => {
    const whole = (await listInvoices(knex, {}, { limit: 100 })).rows;
    expect(whole.length).toBeGreaterThan(10);
    expect(whole.map(({ due_on, id }) => due_on + id)).toEqual(whole.map(({ due_on, id }) => due_on + id).sort());
    for (const limit of [1, 2, 7, whole.length]) {
      expect(await allPages((page) => listInvoices(knex, {}, page), limit)).toEqual(whole);
    }
    const payments = await allPages((page) => listPayments(knex, {}, page), 3);
    expect(payments.map(({ received_at }) => received_at)).toEqual(
      payments
        .map(({ received_at }) => received_at)
        .sort()
        .reverse(),
    );
    expect(await allPages((page) => listPeople(knex, {}, page), 4)).toHaveLength((await knex('people')).length);
  });

  test('a row that comes in between is neither skipped nor shown twice', async () => {
    const first = await listCustomers(knex, {}, { limit: 3 });
    await insertCustomer(knex, { id: 'C-0001', name: 'Before', legal_entity: 'halden-uk', zone: 'Europe/London' });
    const second = await listCustomers(knex, {}, { limit: 100, cursor: first.nextCursor });
    expect(second.rows.map(({ id }) => id)).not.toContain('C-0001');
    expect(second.rows[0]?.id).toBe('C-1004');
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['of another list', Buffer.from('["people","nora.whitfield"]').toString('base64url')],
    ['with a date that is none', Buffer.from('["invoices","2026-02-30","INV-1"]').toString('base64url')],
    ['with another type', Buffer.from('["invoices","2026-02-20",7]').toString('base64url')],
    ['too short', Buffer.from('["invoices"]').toString('base64url')],
    ['with a NUL', Buffer.from('["invoices","2026-02-20","a\\u0000"]').toString('base64url')],
  ])('a cursor %s is refused', async (_name, cursor) => {
    await expect(listInvoices(knex, {}, { limit: 5, cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  test('filters narrow', async () => {
    const ids = (page: Page<{ id: string }>): string[] => page.rows.map(({ id }) => id);
    const page = { limit: 100 };
    expect(ids(await listCustomers(knex, { text: 'brightWATER' }, page))).toEqual(['C-1001', 'C-1002']);
    expect(ids(await listCustomers(knex, { parent: 'C-1001' }, page))).toEqual(['C-1002']);
    expect(ids(await listInvoices(knex, { customer: 'C-2002', open: true }, page))).toEqual(['INV-20154', 'INV-20160']);
    expect(ids(await listInvoices(knex, { customer: 'C-1004', open: false }, page))).toEqual(['INV-10340']);
    expect(ids(await listPayments(knex, { unapplied: true, legalEntity: 'halden-us' }, page))).toEqual(['PMT-5530']);
    expect(ids(await listAgreements(knex, { kind: 'terms' }, page))).toEqual(['AGR-221', 'AGR-233']);
    expect(ids(await listPeople(knex, { team: 'treasury' }, page))).toEqual(['tomas.lindqvist']);
    expect(ids(await listPeople(knex, { role: 'auditor', active: true }, page))).toEqual(['olu.adeyemi']);
    expect((await listLegalEntities(knex)).map(({ id }) => id)).toEqual(['halden-de', 'halden-uk', 'halden-us']);
    expect(ids(await listCustomers(knex, { text: '%' }, page))).toEqual([]);
  });
});

describe('records', () => {
  test('are found by id, or not', async () => {
    expect(await findCustomer(knex, 'C-3002')).toMatchObject({
      parent: 'C-3001',
      language: 'fr',
      open_tracking: false,
    });
    expect(await findCustomer(knex, 'nobody')).toBeNull();
    expect(Object.keys(await findInvoices(knex, ['INV-10421', 'nothing']))).toEqual(['INV-10421']);
    expect(await findPayments(knex, ['PMT-5530'])).toMatchObject({ 'PMT-5530': { unapplied: 2130000 } });
    expect(await findPeople(knex, ['nora.whitfield'])).toMatchObject({ 'nora.whitfield': { name: 'Nora Whitfield' } });
    expect(await findAgreement(knex, 'AGR-214')).toMatchObject({ customer: 'C-1002', kind: 'rebate' });
    expect(await findAgreement(knex, 'nothing')).toBeNull();
    expect(await findInvoices(knex, [])).toEqual({});
  });

  test('a contact is found by address in any case, and an address belongs to one contact', async () => {
    expect(await findContactByEmail(knex, 'AP@Meridian-Outdoor.example')).toMatchObject({ id: 'contact-1003-1' });
    expect(await findContactByEmail(knex, 'nobody@nowhere.example')).toBeNull();
    const copy = { id: 'copy', customer: 'C-1001', email: 'Ap@meridian-outdoor.example', created_at: now };
    await expect(insertContact(knex, copy)).rejects.toMatchObject({
      code: 'already_exists',
      constraint: 'contacts_address',
    });
    expect((await listContacts(knex, 'C-1003')).map(({ verified }) => verified)).toEqual([true, false]);
  });

  test('what a record refers to must exist', async () => {
    await expect(
      insertCustomer(knex, { id: 'C-9', name: 'Lost', legal_entity: 'nowhere', zone: 'UTC' }),
    ).rejects.toMatchObject({ code: 'record_unknown' });
    await expect(
      insertDelegation(knex, { delegator: 'mei.tanaka', delegate: 'mei.tanaka', starts_at: now, ends_at: now }),
    ).rejects.toMatchObject({ code: 'invalid_request' });
  });

  test('a revoked key is not found', async () => {
    await insertApiKey(knex, { id: 'crm', name: 'CRM', hash: 'h', roles: ['integration'], created_at: now });
    expect(await findApiKey(knex, 'h')).toMatchObject({ id: 'crm', roles: ['integration'] });
    await knex('api_keys').update({ revoked_at: now });
    expect(await findApiKey(knex, 'h')).toBeNull();
  });
});

describe('people', () => {
  test('are loaded with limits in minor units and delegations as instants, without names', async () => {
    const { people, delegations } = await loadDirectory(knex);
    expect(people['victor.almeida']).toEqual({
      id: 'victor.almeida',
      person: 'victor.almeida',
      titles: ['billing_manager'],
      roles: ['approver', 'manager'],
      duties: ['approve_credit_note', 'approve_invoice'],
      teams: [],
      skills: [],
      languages: ['en'],
      limits: { credit_note: 2_500_000, invoice: 2_500_000 },
      capacity: 20,
      active: true,
      absentUntil: null,
      absences: [],
    });
    expect(delegations).toEqual([
      {
        id: expect.any(String),
        delegator: 'george.okafor',
        delegate: 'tomas.lindqvist',
        startsAt: now,
        endsAt: '2026-12-06T09:00:00.000Z',
      },
    ]);
    expect(await listDelegations(knex, 'tomas.lindqvist')).toHaveLength(1);
    expect(await listDelegations(knex, 'mei.tanaka')).toEqual([]);
  });

  test('have as much to do as they own open cases, and remember when they were last given one', async () => {
    const inquiry = (number: number, assignee: string | null, status: string): Record<string, unknown> => ({
      reference: `INQ-2026-00000${number}`,
      status,
      category: 'general',
      urgency: 'normal',
      assignee,
      legal_entity: 'halden-uk',
      channel: 'email',
      escalation_level: 0,
      breached: false,
      needs_review: false,
      sequence: 1,
      policy_version: demoPolicyVersion,
      received_at: now,
      updated_at: now,
    });
    await knex('inquiries').insert([
      inquiry(1, 'mei.tanaka', 'assigned'),
      inquiry(2, 'mei.tanaka', 'escalated'),
      inquiry(3, 'mei.tanaka', 'closed'),
      inquiry(4, 'jonah.reyes', 'resolved'),
      inquiry(5, null, 'open'),
    ]);
    const given = (sequence: number, person: string | null, at: string): Record<string, unknown> => ({
      owner: 'inquiry:INQ-2026-000001',
      sequence,
      type: sequence === 1 ? 'routed' : 'assigned',
      event: JSON.stringify({ type: 'assigned', person }),
      command_id: `c-${sequence}`,
      actor: '{}',
      automatic: true,
      policy_version: demoPolicyVersion,
      occurred_at: at,
      previous_hash: sequence === 1 ? 'inquiry:INQ-2026-000001' : `h-${sequence - 1}`,
      hash: `h-${sequence}`,
    });
    await knex('journal').insert(given(1, 'jonah.reyes', '2026-11-22T09:00:00.000Z'));
    await knex('journal').insert(given(2, 'mei.tanaka', '2026-11-22T09:05:00.000Z'));
    await knex('journal').insert(given(3, 'jonah.reyes', '2026-11-22T09:10:00.000Z'));
    await knex('journal').insert(given(4, null, '2026-11-22T09:15:00.000Z'));
    expect(await loadWorkloads(knex)).toEqual({
      open: { 'mei.tanaka': 2 },
      lastAssigned: { 'jonah.reyes': '2026-11-22T09:10:00.000Z', 'mei.tanaka': '2026-11-22T09:05:00.000Z' },
    });
  });
});
