import type { Knex } from 'knex';
import { createEmbeddedLedger } from '../../../adapters/ledger/embedded';
import { connect } from '../../../db/connect';
import { hashText, storeTexts } from '../../../db/store-texts';
import { demoPolicyVersion, loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = '2026-11-22T09:00:00.000Z';
const owner = 'inquiry:INQ-2026-000001';

let database: TestDatabase;
let desk: Knex;
let tableOwner: Knex;

const journalRow = (sequence: number, previous: string, hash: string): Record<string, unknown> => ({
  owner,
  sequence,
  type: 'work_started',
  event: JSON.stringify({ type: 'work_started' }),
  command_id: `command-${sequence}`,
  actor: JSON.stringify({ kind: 'timer', id: 'test' }),
  automatic: true,
  policy_version: demoPolicyVersion,
  occurred_at: now,
  previous_hash: previous,
  hash,
});

beforeAll(async () => {
  database = await createTestDatabase();
  desk = connect(database.url);
  tableOwner = connect(database.ownerUrl, { asOwner: true });
  await loadDemoCompany(desk, now);
  await desk('journal').insert(journalRow(1, owner, 'hash-1'));
  await desk('outcomes').insert({ owner, command_id: 'command-1', type: 'start', outcome: '{}', occurred_at: now });
});
afterAll(async () => {
  await desk.destroy();
  await tableOwner.destroy();
  await database.drop();
});

describe.each(['journal', 'outcomes', 'policies', 'postings', 'posting_lines'])('%s only grows', (table) => {
  const statements: Record<string, string> = {
    update: `update ${table} set ${table === 'policies' ? `reason = 'other'` : table === 'posting_lines' ? 'debit = debit' : 'owner = owner'}`,
    delete: `delete from ${table}`,
    truncate: `truncate ${table} cascade`,
  };

  test.each(Object.keys(statements))('the desk may not %s', async (verb) => {
    await expect(desk.raw(statements[verb] ?? '')).rejects.toThrow(/permission denied|must be owner/);
  });

  test.each(Object.keys(statements))('not even the owner of the tables may %s', async (verb) => {
    await expect(tableOwner.raw(statements[verb] ?? '')).rejects.toThrow('is append-only');
  });

  test('and its rows are still there', async () => {
    expect(await desk(table).first()).toBeDefined();
  });
});

describe('words', () => {
  const wordy = 'inquiry:INQ-2026-000007';
  const named = `${wordy}/command-1/reason`;
  const refused = `${wordy}/command-2/reason`;

  beforeAll(async () => {
    const words = [named, refused].map((id) => ({ id, content: 'As agreed – 5 €', customer: null }));
    const [reason] = (await storeTexts(desk, words, now)).references;
    const event = JSON.stringify({ type: 'work_started', reason });
    await desk('journal').insert({ ...journalRow(1, wordy, 'hash-words'), owner: wordy, event });
  });

  test.each([
    ['other words', { content: 'Never agreed' }],
    ['another salt', { salt: 'other' }],
    ['no salt', { salt: null }],
  ])('%s are not what the hash says, whoever writes', async (_name, change) => {
    for (const writer of [desk, tableOwner]) {
      await expect(writer('texts').where({ id: named }).update(change)).rejects.toThrow('texts_as_hashed');
    }
  });

  test('that the journal names stay; those of a refused command go', async () => {
    for (const writer of [desk, tableOwner]) {
      await expect(writer('texts').where({ id: named }).delete()).rejects.toThrow('the journal names the text');
    }
    expect(await desk('texts').where({ id: refused }).delete()).toBe(1);
  });

  test('the desk may not give words another hash, id or instant', async () => {
    const other = { content: 'Never agreed', salt: 's', hash: hashText('s', 'Never agreed') };
    for (const change of [other, { id: 'other' }, { stored_at: now }]) {
      await expect(desk('texts').where({ id: named }).update(change)).rejects.toThrow('permission denied');
    }
  });

  test('are stored under their own hash only', async () => {
    const wrong = { id: 'wrong', content: 'Words', salt: 's', hash: hashText('s', 'Other words'), stored_at: now };
    await expect(desk('texts').insert(wrong)).rejects.toThrow('texts_as_hashed');
  });
});

describe('the chain of the journal', () => {
  test.each([
    ['a gap', journalRow(3, 'hash-1', 'hash-3')],
    ['a fork', journalRow(2, owner, 'hash-2')],
    ['a second first row', { ...journalRow(1, 'elsewhere', 'hash-x'), owner: 'inquiry:INQ-2026-000002' }],
  ])('refuses %s', async (_name, row) => {
    await expect(desk('journal').insert(row)).rejects.toThrow('does not follow the one before');
  });

  test('takes the next row', async () => {
    await desk('journal').insert(journalRow(2, 'hash-1', 'hash-2'));
    expect(await desk('journal').where({ owner }).orderBy('sequence').pluck('hash')).toEqual(['hash-1', 'hash-2']);
  });
});

describe('the books', () => {
  const posting = (key: string, currency = 'USD'): Record<string, unknown> => ({
    key,
    kind: 'test',
    currency,
    amount: 100,
    digest: key,
    receipt: '{}',
    posted_at: now,
  });
  const line = (key: string, number: number, account: string, debit: number, credit: number, other: object = {}) => ({
    posting: key,
    line: number,
    account,
    debit,
    credit,
    ...other,
  });

  test('refuse a posting whose sides differ', async () => {
    await expect(
      desk.transaction(async (transaction) => {
        await transaction('postings').insert(posting('unbalanced'));
        await transaction('posting_lines').insert([
          line('unbalanced', 1, 'bank', 100, 0),
          line('unbalanced', 2, 'revenue', 0, 99),
        ]);
      }),
    ).rejects.toThrow('does not balance');
  });

  test('refuse a posting without lines', async () => {
    await expect(desk('postings').insert(posting('empty'))).rejects.toThrow('does not balance');
  });

  test('refuse lines added to a posting of another transaction, balanced or not', async () => {
    await expect(
      desk('posting_lines').insert([line('demo/INV-10421', 8, 'bank', 5, 0), line('demo/INV-10421', 9, 'bank', 0, 5)]),
    ).rejects.toThrow('is closed');
    await expect(desk('posting_lines').insert(line('demo/INV-10421', 8, 'bank', 5, 0))).rejects.toThrow('is closed');
  });

  test('refuse a posting that mixes currencies', async () => {
    await expect(
      desk.transaction(async (transaction) => {
        await transaction('postings').insert(posting('mixed', 'EUR'));
        await transaction('posting_lines').insert([
          line('mixed', 1, 'revenue', 100, 0, { invoice: 'INV-10421' }),
          line('mixed', 2, 'bank', 0, 100),
        ]);
      }),
    ).rejects.toThrow('mixes currencies');
  });

  test('refuse an open amount that no posting explains, and a posting that leaves it as it was', async () => {
    await expect(desk('invoices').where({ id: 'INV-10421' }).update({ open: 1 })).rejects.toThrow(
      'does not agree with its postings',
    );
    await expect(desk('payments').where({ id: 'PMT-5530' }).update({ unapplied: 1 })).rejects.toThrow(
      'does not agree with its postings',
    );
    await expect(
      desk.transaction(async (transaction) => {
        await transaction('postings').insert(posting('silent'));
        await transaction('posting_lines').insert([
          line('silent', 1, 'write_offs', 100, 0),
          line('silent', 2, 'receivable', 0, 100, { invoice: 'INV-10421' }),
        ]);
      }),
    ).rejects.toThrow('does not agree with its postings');
  });

  test('refuse more than is open, whoever writes', async () => {
    await expect(desk('invoices').where({ id: 'INV-10421' }).update({ open: -1 })).rejects.toThrow('invoices_');
    await expect(desk('payments').where({ id: 'PMT-5530' }).update({ unapplied: 2130001 })).rejects.toThrow(
      'payments_',
    );
  });

  test('refuse another original amount or currency', async () => {
    await expect(desk('invoices').update({ original: 1 })).rejects.toThrow('permission denied');
    await expect(desk('payments').update({ currency: 'EUR' })).rejects.toThrow('permission denied');
  });

  test('take lines inside a savepoint of the same transaction', async () => {
    await tableOwner.transaction(async (outer) => {
      await outer.transaction(async (inner) => {
        await createEmbeddedLedger(inner).postCreditNote({
          key: 'in-savepoint',
          at: now,
          invoice: 'INV-10421',
          amount: { minor: 100, currency: 'USD' },
        });
      });
    });
    expect(await createEmbeddedLedger(desk).balanceOf(['INV-10421'])).toMatchObject([{ open: 779900, credited: 100 }]);
  });
});
