import type { Knex } from 'knex';
import { createEmbeddedLedger } from '../../../adapters/ledger/embedded';
import { roles } from '../../../contracts/vocabulary';
import { connect } from '../../../db/connect';
import { insertLegalEntity } from '../../../db/insert-legal-entity';
import { loadDirectory } from '../../../db/load-directory';
import { createPolicyStore } from '../../../db/policies';
import { exceedsLimit, stagesFor } from '../../../domain/approvals';
import { members } from '../../../domain/routing';
import { conflictingDuties } from '../../../domain/segregation';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = '2026-11-22T09:00:00.000Z';

let database: TestDatabase;
let knex: Knex;

beforeEach(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
});
afterEach(async () => {
  await knex.destroy();
  await database.drop();
});

test('is loaded once, also by two programs at once', async () => {
  const results = await Promise.all([loadDemoCompany(knex, now), loadDemoCompany(knex, now)]);
  expect(results.map(({ loaded }) => loaded).sort()).toEqual([false, true]);
  expect(await loadDemoCompany(knex, '2026-12-24T09:00:00.000Z')).toMatchObject({ loaded: false });
  expect(results[0].people).toEqual(results[1].people);
});

test('is not loaded beside a company that is there', async () => {
  await insertLegalEntity(knex, { id: 'acme', name: 'Acme', country: 'US', currency: 'USD', zone: 'UTC' });
  expect(await loadDemoCompany(knex, now)).toMatchObject({ loaded: false });
  expect(await knex('people').first()).toBeUndefined();
});

test('has the three stories of the tour, with dates around today', async () => {
  await loadDemoCompany(knex, now);
  const ledger = createEmbeddedLedger(knex);
  expect(await ledger.balanceOf(['INV-10421', 'INV-10388', 'INV-10455'])).toMatchObject([
    { original: 780000, open: 780000, dueOn: '2026-11-19' },
    { original: 2130000, open: 2130000, dueOn: '2026-11-08' },
    { original: 2240000, open: 2240000, dueOn: '2026-11-21' },
  ]);
  expect(await ledger.unapplied('PMT-5530')).toMatchObject({ customer: 'C-1002', unapplied: 2130000 });
  const { rows } = await knex.raw(
    'select sum(debit)::bigint as debit, sum(credit)::bigint as credit from posting_lines',
  );
  expect(rows[0].debit).toBe(rows[0].credit);
});

test('its open invoices wait for the follow-ups of their customers, when asked for', async () => {
  await loadDemoCompany(knex, now, { followUp: true });
  const told = await knex('dispatches')
    .where({ kind: 'signal' })
    .pluck<{ command: { data: { invoice: string } } }[]>('message');
  const open = await knex('invoices').where('open', '>', 0).pluck<string[]>('id');
  expect(told.map(({ command }) => command.data.invoice).sort()).toEqual(open.sort());
});

test('nobody in it holds conflicting duties, every role and every team has somebody', async () => {
  await loadDemoCompany(knex, now);
  const directory = await loadDirectory(knex);
  const policy = await createPolicyStore(knex).newest();
  const everybody = Object.values(directory.people);
  for (const { duties } of everybody) expect(conflictingDuties(duties, policy.conflicts)).toBeNull();
  for (const role of roles.filter((each) => each !== 'customer' && each !== 'integration')) {
    expect(everybody.some((person) => person.roles.includes(role))).toBe(true);
  }
  for (const [id, team] of Object.entries(policy.teams)) {
    expect(members(directory, id).length).toBeGreaterThan(0);
    for (const person of [team.lead, team.manager, team.director]) {
      expect(directory.people[person ?? '']?.active).toBe(true);
    }
  }
  for (const { team, skill } of Object.values(policy.routing)) {
    expect(members(directory, team).some(({ skills }) => skill === null || skills.includes(skill))).toBe(true);
  }
});

test('whatever the amount, somebody can decide every stage, and release it in the last', async () => {
  await loadDemoCompany(knex, now);
  const { people } = await loadDirectory(knex);
  const policy = await createPolicyStore(knex).newest();
  const { approvals } = policy;
  for (const [kind, approval] of Object.entries(approvals)) {
    for (const minor of [1, 100_000, 100_001, 2_130_000, 2_500_000, 2_510_000, 20_000_000]) {
      const amount = { minor, currency: 'USD' };
      const stages = stagesFor(approval, amount);
      for (const [index, { title }] of stages.entries()) {
        const able = Object.values(people).filter(
          (person) =>
            person.titles.includes(title) &&
            person.duties.includes(approval.approveDuty) &&
            person.roles.some((role) => role === 'approver' || role === 'team_lead') &&
            (index < stages.length - 1 || !exceedsLimit(person, kind, policy, amount, amount)),
        );
        expect({ kind, minor, title, able: able.length > 0 }).toEqual({ kind, minor, title, able: true });
      }
    }
  }
});

test('all its addresses are examples', async () => {
  await loadDemoCompany(knex, now);
  for (const table of ['people', 'contacts']) {
    for (const email of await knex(table).pluck('email')) expect(email).toMatch(/^[^@]+@[a-z-]+\.example$/);
  }
  for (const { email } of Object.values((await createPolicyStore(knex).newest()).teams)) {
    expect(email).toMatch(/\.example$/);
  }
});
