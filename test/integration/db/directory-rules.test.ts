import type { Knex } from 'knex';
import { connect } from '../../../db/connect';
import { createDirectoryStore } from '../../../db/directories';
import { insertDelegation, type NewDelegation } from '../../../db/insert-delegation';
import { insertPerson } from '../../../db/insert-person';
import { publishPolicy, readDefaultPolicy } from '../../../db/policies';
import { replaceConflictingDuties } from '../../../db/replace-conflicting-duties';
import { revokeDelegation } from '../../../db/revoke-delegation';
import { conflictingRoles } from '../../../domain/duties';
import { resolveHolidays } from '../../../domain/holidays';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { RawCase } from '../../support/raw-case';

const now = new Date().toISOString();
const inDays = (days: number): string => new Date(Date.parse(now) + days * 86_400_000).toISOString();

let database: TestDatabase;
let desk: Knex;

/** The role the desk works as: whatever it is refused, nobody gets past the API. */
beforeEach(async () => {
  database = await createTestDatabase();
  desk = connect(database.url);
  await publish('1', (content) => content);
  await hire('preparer', { duties: ['prepare_credit_note'] });
  await hire('approver', { duties: ['approve_credit_note'] });
  await hire('plain');
  await hire('administrator', { roles: ['admin'] });
});
afterEach(async () => {
  await desk.destroy();
  await database.drop();
});

type Content = Awaited<ReturnType<typeof readDefaultPolicy>>;

async function publish(version: string, change: (content: Content) => Content): Promise<void> {
  const content = change(resolveHolidays(await readDefaultPolicy(), now));
  const who = { author: 'author', publishedBy: 'publisher', reason: 'because', publishedAt: now };
  await publishPolicy(desk, { version, content, ...who });
}

const hire = (id: string, part: Partial<Parameters<typeof insertPerson>[1]> = {}) =>
  insertPerson(desk, { id, name: id, email: `${id}@halden.example`, ...part });

const update = (id: string, part: Record<string, unknown>) => desk('people').where({ id }).update(part);

/** As an administrator merges two records: on record. */
const move = (id: string, person: string, actor: object = { kind: 'person', id: 'administrator' }) =>
  desk.transaction(async (transaction) => {
    await transaction('directory_changes').insert({
      person: id,
      kind: 'merged',
      before: JSON.stringify({ person: id }),
      after: JSON.stringify({ person }),
      actor: JSON.stringify(actor),
      merge: 'm-1',
      occurred_at: now,
    });
    await transaction('people').where({ id }).update({ person });
  });

const lend = (delegator: string, delegate: string, more: Partial<NewDelegation> = {}) =>
  insertDelegation(desk, { delegator, delegate, starts_at: now, ends_at: inDays(10), ...more });

const heldByOne = { constraint: 'people_duties_conflict' };

describe('nobody comes to hold both of a conflicting pair', () => {
  test('by their own record, or by another login of theirs', async () => {
    await expect(update('preparer', { duties: ['prepare_credit_note', 'approve_credit_note'] })).rejects.toMatchObject(
      heldByOne,
    );
    await expect(hire('preparer.erp', { person: 'preparer', duties: ['approve_credit_note'] })).rejects.toMatchObject(
      heldByOne,
    );
    await expect(hire('both', { duties: ['apply_cash', 'approve_cash'] })).rejects.toMatchObject(heldByOne);
  });

  test('by turning out to be one human being', async () => {
    await expect(move('approver', 'preparer')).rejects.toMatchObject(heldByOne);
    await move('plain', 'preparer');
    await expect(update('plain', { duties: ['approve_credit_note'] })).rejects.toMatchObject(heldByOne);
  });

  test('by a delegation, given before or after, whoever changes, and whatever its scope', async () => {
    await expect(lend('approver', 'preparer', { kinds: ['payment_allocation'] })).rejects.toMatchObject(heldByOne);
    await lend('plain', 'preparer');
    await expect(update('plain', { duties: ['approve_credit_note'] })).rejects.toMatchObject(heldByOne);
    await lend('approver', 'plain');
    await expect(update('plain', { duties: ['prepare_credit_note'] })).rejects.toMatchObject(heldByOne);
  });

  test('by an admin role, which is the duty to administer users', async () => {
    await expect(update('approver', { roles: ['admin'] })).rejects.toMatchObject(heldByOne);
  });

  test('by two changes at once', async () => {
    await hire('plain.erp', { person: 'plain' });
    const both = await Promise.allSettled([
      update('plain', { duties: ['apply_cash'] }),
      update('plain.erp', { duties: ['approve_cash'] }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

test('roles that exclude each other are the same here as in the core', async () => {
  const stored = await desk('conflicting_roles').select('one', 'other').orderBy(['one', 'other']);
  const known = conflictingRoles.map(([one, other]) => ({ one, other }));
  expect(stored).toEqual(known.sort((a, b) => `${a.one} ${a.other}`.localeCompare(`${b.one} ${b.other}`)));
  for (const roles of [
    ['admin', 'approver'],
    ['auditor', 'agent'],
    ['policy_publisher', 'team_lead'],
  ]) {
    await expect(update('plain', { roles })).rejects.toMatchObject(heldByOne);
  }
});

test('what a newer policy forbids stays until somebody changes it, and can always be taken away', async () => {
  await update('plain', { duties: ['change_bank_data', 'approve_credit', 'apply_cash'] });
  await publish('2', (content) => ({
    ...content,
    conflicts: [...content.conflicts, ['change_bank_data', 'approve_credit'], ['apply_cash', 'approve_credit']],
  }));
  await update('plain', { skills: ['disputes'] });
  await expect(update('preparer', { duties: ['change_bank_data', 'approve_credit'] })).rejects.toMatchObject(heldByOne);
  await update('plain', { duties: ['approve_credit', 'apply_cash'] });
  await expect(update('plain', { duties: ['approve_credit', 'apply_cash', 'x'] })).rejects.toMatchObject(heldByOne);
});

test('the desk cannot forget the pairs: they are those of the newest policy', async () => {
  await expect(desk('conflicting_duties').delete()).rejects.toThrow('permission denied');
  await expect(desk('conflicting_duties').insert({ one: 'a', other: 'b' })).rejects.toThrow('permission denied');
  await expect(replaceConflictingDuties(desk, [])).rejects.toThrow('those of the newest policy');
  expect(await desk('conflicting_duties').where({ one: 'apply_cash' }).pluck('other')).toEqual(['approve_cash']);
});

describe('a delegation', () => {
  test('never leads back to who gave it, over any number of others and by whatever login', async () => {
    for (const id of ['a', 'b', 'c']) await hire(id);
    await hire('a.erp', { person: 'a' });
    await lend('a', 'b', { starts_at: inDays(1), ends_at: inDays(5) });
    await lend('b', 'c', { starts_at: inDays(3), ends_at: inDays(8) });
    const back = { constraint: 'delegation_leads_on' };
    await expect(lend('c', 'a', { starts_at: inDays(4), ends_at: inDays(6) })).rejects.toMatchObject(back);
    await expect(lend('c', 'a.erp', { starts_at: inDays(2), ends_at: inDays(9) })).rejects.toMatchObject(back);
    await expect(lend('b', 'a', { starts_at: now, ends_at: inDays(2) })).rejects.toMatchObject(back);
    await expect(lend('a', 'a.erp')).rejects.toMatchObject(back);
    // Beside each other in time there is no circle.
    await lend('c', 'a', { starts_at: inDays(5), ends_at: inDays(6) });
    // And none by finding out that two are one.
    await expect(move('c', 'b')).rejects.toMatchObject(back);
  });

  test('is not given by or to somebody who has left', async () => {
    await update('plain', { active: false });
    const inactive = { constraint: 'delegation_of_active_people' };
    await expect(lend('approver', 'plain')).rejects.toMatchObject(inactive);
    await expect(lend('plain', 'approver')).rejects.toMatchObject(inactive);
  });

  test('ends when it is revoked, never begins when it had not, and changes in no other way', async () => {
    const running = await lend('approver', 'plain', { starts_at: inDays(-1) });
    const later = await lend('approver', 'plain', { starts_at: inDays(1) });
    expect(await revokeDelegation(desk, running.id, now)).toMatchObject({ ends_at: now, revoked_at: now });
    expect(await revokeDelegation(desk, later.id, now)).toMatchObject({ ends_at: inDays(1), starts_at: inDays(1) });
    expect(await revokeDelegation(desk, running.id, now)).toBeNull();
    await expect(desk('delegations').update({ delegate: 'preparer' })).rejects.toThrow('permission denied');
    await expect(desk('delegations').delete()).rejects.toThrow('permission denied');
  });
});

test('two records are one human being on record only, by an administrator who is neither', async () => {
  const refused = { constraint: 'person_moved_on_record' };
  await expect(update('plain', { person: 'preparer' })).rejects.toMatchObject(refused);
  await hire('other', { roles: ['admin'] });
  for (const actor of [
    { kind: 'person', id: 'approver' },
    { kind: 'person', id: 'nobody' },
    { kind: 'integration', id: 'administrator' },
    { kind: 'person', id: 'administrator', impersonatedBy: 'other' },
  ]) {
    await expect(move('plain', 'preparer', actor)).rejects.toMatchObject(refused);
  }
  await expect(move('plain', 'administrator')).rejects.toMatchObject(refused);
  await move('plain', 'preparer');
  // What is on record of one transaction does not stand behind another one.
  await expect(update('plain', { person: 'plain' })).rejects.toMatchObject(refused);
});

test('a record leads to a human being, not to another alias', async () => {
  await hire('plain.erp', { person: 'plain' });
  const astray = { constraint: 'people_lead_to_a_human_being' };
  await expect(hire('x', { person: 'plain.erp' })).rejects.toMatchObject(astray);
  await expect(move('plain', 'approver')).rejects.toMatchObject(astray);
});

test('an absence makes every copy of the directory old, and is known by every login', async () => {
  const version = async () => (await desk('directory_version').first('version')).version as number;
  const directories = createDirectoryStore();
  await hire('plain.erp', { person: 'plain' });
  const before = await version();
  const known = await directories.load(desk, before);
  expect(known.people['plain']?.absences).toEqual([]);
  await desk('absences').insert({
    person: 'plain',
    starts_at: now,
    ends_at: inDays(3),
    reason: 'leave',
    hand_over: 'reroute',
  });
  expect(await version()).toBe(before + 1);
  const { people } = await directories.load(desk, await version());
  for (const id of ['plain', 'plain.erp']) {
    expect(people[id]?.absences).toMatchObject([{ from: now, until: inDays(3), handOver: 'reroute' }]);
  }
});

test('what happened to the directory is only added to', async () => {
  const change = { person: 'plain', kind: 'revised', actor: '{}', occurred_at: now };
  await desk('directory_changes').insert(change);
  await expect(desk('directory_changes').update({ kind: 'added' })).rejects.toThrow('permission denied');
  await expect(desk('directory_changes').delete()).rejects.toThrow('permission denied');
  const owner = connect(database.ownerUrl, { asOwner: true });
  await expect(owner('directory_changes').delete()).rejects.toThrow('append-only');
  await owner.destroy();
});

test('nobody decides in a session in somebody else’s name', async () => {
  const rawCase = new RawCase(desk, 'inquiry:INQ-2026-000001', '1', now);
  await desk('people')
    .where({ id: 'approver' })
    .update({
      roles: ['approver'],
      titles: ['billing_manager'],
      duties: ['approve_credit_note'],
      limits: { credit_note: 1 },
    });
  const content = {
    kind: 'credit_note',
    invoice: 'I-1',
    amount: { minor: 1, currency: 'USD' },
    reason: 'tax',
  } as const;
  await rawCase.propose('P-1', content, { stages: [{ name: 'manager', title: 'billing_manager', quorum: 1 }] });
  const actor = JSON.stringify({ kind: 'person', id: 'approver', impersonatedBy: 'plain' });
  await expect(rawCase.decide({ decider: 'approver' }, { row: { actor } })).rejects.toThrow(
    'nobody decides in an impersonated session',
  );
  await rawCase.decide({ decider: 'approver' });
});
