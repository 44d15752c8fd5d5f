import type { Knex } from 'knex';
import { connect } from '../../../db/connect';
import { insertLegalEntity } from '../../../db/insert-legal-entity';
import { inTransaction, StoreUnavailable } from '../../../db/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

let database: TestDatabase;
let knex: Knex;

beforeEach(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  for (const id of ['left', 'right']) {
    await insertLegalEntity(knex, { id, name: '0', country: 'GB', currency: 'GBP', zone: 'Europe/London' });
  }
});
afterEach(async () => {
  await knex.destroy();
  await database.drop();
});

const increment = (transaction: Knex, id: string): Promise<unknown> =>
  transaction.raw('update legal_entities set name = name::int + 1 where id = ?', [id]);

test('two transactions that lock each other out both succeed: the loser runs again', async () => {
  let runs = 0;
  let arrived = 0;
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const both = (first: string, second: string): Promise<void> =>
    inTransaction(knex, async (transaction) => {
      runs += 1;
      await increment(transaction, first);
      arrived += 1;
      if (arrived === 2) open();
      await gate;
      await increment(transaction, second);
    });
  await Promise.all([both('left', 'right'), both('right', 'left')]);
  expect(runs).toBe(3);
  expect(await knex('legal_entities').orderBy('id').pluck('name')).toEqual(['2', '2']);
});

test('what fails is rolled back, and its error comes through as it is', async () => {
  const failure = new Error('no');
  await expect(
    inTransaction(knex, async (transaction) => {
      await increment(transaction, 'left');
      throw failure;
    }),
  ).rejects.toBe(failure);
  expect(await knex('legal_entities').where({ id: 'left' }).pluck('name')).toEqual(['0']);
});

test('a connection that is cut in the middle is StoreUnavailable, and the next transaction works', async () => {
  const lost = inTransaction(knex, async (transaction) => {
    const { rows } = await transaction.raw('select pg_backend_pid() as pid');
    await endSession(rows[0].pid);
    await increment(transaction, 'left');
  });
  await expect(lost).rejects.toBeInstanceOf(StoreUnavailable);
  await inTransaction(knex, (transaction) => increment(transaction, 'left'));
  expect(await knex('legal_entities').where({ id: 'left' }).pluck('name')).toEqual(['1']);
});

/** A session may always end sessions of its own login. */
async function endSession(pid: number): Promise<void> {
  const same = connect(database.url, { asOwner: true });
  await same.raw('select pg_terminate_backend(?)', [pid]);
  await same.destroy();
}
