import fc from 'fast-check';
import type { Knex } from 'knex';
import { createEmbeddedLedger } from '../../../adapters/ledger/embedded';
import { LedgerRefusal, type Ledger } from '../../../adapters/ledger/port';
import { connect } from '../../../db/connect';
import { insertCustomer } from '../../../db/insert-customer';
import { insertLegalEntity } from '../../../db/insert-legal-entity';
import { createTestDatabase } from '../../support/database';
import { describeLedger } from './ledger-contract';

const at = '2026-11-22T09:00:00.000Z';

async function openLedger(): Promise<{ ledger: Ledger; knex: Knex; close(): Promise<void> }> {
  const database = await createTestDatabase();
  // As the owner of the tables: what the desk may post is asked of proposals, in posting-approved.test.ts.
  const knex = connect(database.ownerUrl, { asOwner: true });
  for (const number of [1, 2]) {
    const entity = `entity-${number}`;
    await insertLegalEntity(knex, { id: entity, name: entity, country: 'US', currency: 'USD', zone: 'UTC' });
    await insertCustomer(knex, { id: `customer-${number}`, name: 'Customer', legal_entity: entity, zone: 'UTC' });
  }
  return {
    ledger: createEmbeddedLedger(knex),
    knex,
    async close() {
      await knex.destroy();
      await database.drop();
    },
  };
}

describeLedger('the embedded ledger', openLedger);

describe('the embedded books', () => {
  let opened: Awaited<ReturnType<typeof openLedger>>;
  beforeEach(async () => {
    opened = await openLedger();
  });
  afterEach(() => opened.close());

  const issue = (invoice: string, minor: number, tax = 0) =>
    opened.ledger.issueInvoice({
      key: `issue/${invoice}`,
      at,
      invoice,
      legalEntity: 'entity-1',
      customer: 'customer-1',
      issuedOn: '2026-11-01',
      dueOn: '2026-12-01',
      amount: { minor, currency: 'USD' },
      tax,
    });
  const receive = (payment: string, minor: number) =>
    opened.ledger.recordPayment({
      key: `receive/${payment}`,
      at,
      payment,
      legalEntity: 'entity-1',
      customer: 'customer-1',
      receivedAt: at,
      amount: { minor, currency: 'USD' },
    });
  const accounts = async (): Promise<Record<string, number>> => {
    const rows: { account: string; balance: number }[] = await opened
      .knex('posting_lines')
      .groupBy('account')
      .select('account', opened.knex.raw('(sum(debit) - sum(credit))::bigint as balance'));
    return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
  };

  test('are double entry: each posting says where the money came from and went', async () => {
    await issue('I-1', 12000, 2000);
    await receive('P-1', 5000);
    await opened.ledger.postCreditNote({ key: 'c', at, invoice: 'I-1', amount: { minor: 6000, currency: 'USD' } });
    await opened.ledger.postAllocation({
      key: 'a',
      at,
      payment: 'P-1',
      allocations: [{ invoice: 'I-1', amount: { minor: 4000, currency: 'USD' } }],
    });
    expect(await accounts()).toEqual({
      receivable: 2000,
      revenue: -10000,
      tax: -1000,
      credit_notes: 5000,
      bank: 5000,
      unapplied_cash: -1000,
    });
  });

  test('credit notes in odd pieces return exactly the tax of the invoice', async () => {
    await issue('I-1', 1000, 167);
    for (const [index, minor] of [333, 1, 333, 7, 326].entries()) {
      await opened.ledger.postCreditNote({ key: `c-${index}`, at, invoice: 'I-1', amount: { minor, currency: 'USD' } });
    }
    expect(await accounts()).toMatchObject({ receivable: 0, tax: 0, revenue: -833, credit_notes: 833 });
  });

  test('commit or vanish with the transaction of the caller', async () => {
    await issue('I-1', 1000);
    const amount = { minor: 400, currency: 'USD' };
    await expect(
      opened.knex.transaction(async (transaction) => {
        await createEmbeddedLedger(transaction).postCreditNote({ key: 'c', at, invoice: 'I-1', amount });
        throw new Error('the caller changes its mind');
      }),
    ).rejects.toThrow('changes its mind');
    expect(await opened.ledger.balanceOf(['I-1'])).toMatchObject([{ open: 1000 }]);
  });

  test('a refusal inside a transaction of the caller leaves that transaction usable', async () => {
    await issue('I-1', 1000);
    await opened.knex.transaction(async (transaction) => {
      const inside = createEmbeddedLedger(transaction);
      const credit = (key: string, minor: number) =>
        inside.postCreditNote({ key, at, invoice: 'I-1', amount: { minor, currency: 'USD' } });
      await expect(credit('c-1', 1001)).rejects.toBeInstanceOf(LedgerRefusal);
      await credit('c-2', 1000);
    });
    expect(await opened.ledger.balanceOf(['I-1'])).toMatchObject([{ open: 0 }]);
  });

  test('after any sequence of postings every invoice and payment adds up, and debits equal credits', async () => {
    const step = fc.record({
      what: fc.constantFrom('credit', 'allocate', 'write-off', 'refund', 'reverse'),
      invoice: fc.constantFrom('I-1', 'I-2'),
      payment: fc.constantFrom('P-1', 'P-2'),
      minor: fc.integer({ min: 1, max: 700 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        run += 1;
        const named = (id: string): string => `${run}/${id}`;
        await issue(named('I-1'), 1000, 91);
        await issue(named('I-2'), 700);
        await receive(named('P-1'), 900);
        await receive(named('P-2'), 600);
        for (const [index, { what, invoice, payment, minor }] of steps.entries()) {
          const key = `${run}/step-${index}`;
          const amount = { minor, currency: 'USD' };
          const target = { key, at, invoice: named(invoice), payment: named(payment), amount };
          const posting =
            what === 'credit'
              ? opened.ledger.postCreditNote({ key, at, invoice: target.invoice, amount })
              : what === 'write-off'
                ? opened.ledger.postWriteOff({ key, at, invoice: target.invoice, amount })
                : what === 'refund'
                  ? opened.ledger.postRefund({ key, at, payment: target.payment, amount })
                  : what === 'reverse'
                    ? opened.ledger.reversePayment({ key, at, payment: target.payment })
                    : opened.ledger.postAllocation({
                        key,
                        at,
                        payment: target.payment,
                        allocations: [{ invoice: target.invoice, amount }],
                      });
          await posting.catch((error: unknown) => {
            if (!(error instanceof LedgerRefusal)) throw error;
          });
        }
        for (const each of await opened.ledger.balanceOf([named('I-1'), named('I-2')])) {
          expect(each.open).toBeGreaterThanOrEqual(0);
          expect(each.open + each.credited + each.paid + each.writtenOff).toBe(each.original);
        }
        for (const payment of ['P-1', 'P-2']) {
          const found = await opened.ledger.unapplied(named(payment));
          if (found === null) throw new Error('lost');
          expect(found.unapplied + found.allocated + found.refunded + found.reversed).toBe(found.amount);
        }
      }),
      { numRuns: 25 },
    );
    expect(Object.values(await accounts()).reduce((sum, balance) => sum + balance, 0)).toBe(0);
  });
});
