import type { Knex } from 'knex';
import { createEmbeddedLedger } from '../../../adapters/ledger/embedded';
import { createPostToLedger } from '../../../activities/post-to-ledger';
import type { ProposalContent } from '../../../contracts/inquiry';
import { connect } from '../../../db/connect';
import { demoPolicyVersion, loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { RawCase } from '../../support/raw-case';

/** The books as the desk itself may write them, by raw SQL or by its own ledger: nothing that was not approved as it stands. */

const now = '2026-11-22T09:00:00.000Z';
const owner = 'inquiry:INQ-2026-000001';
const usd = (minor: number) => ({ minor, currency: 'USD' });
const explanation = { id: 'text-1', hash: 'f'.repeat(64) };
const stages = [{ name: 'billing-manager', title: 'billing_manager', quorum: 1 }];
const credit: ProposalContent = {
  kind: 'credit_note',
  invoice: 'INV-10421',
  amount: usd(100_00),
  reason: 'price',
  explanation,
};
const allocation: ProposalContent = {
  kind: 'payment_allocation',
  payment: 'PMT-5530',
  amount: usd(10_00),
  allocations: [{ invoice: 'INV-10421', amount: usd(10_00) }],
  explanation,
};
const invoice: ProposalContent = {
  kind: 'invoice',
  invoice: 'INV-2026-000001-1',
  replaces: 'INV-10421',
  legalEntity: 'halden-us',
  customer: 'C-1003',
  amount: usd(7000_00),
  issuedOn: '2026-11-22',
  dueOn: '2026-12-22',
  lines: [{ quantity: '7', unitPrice: 1000_00, tax: 0 }],
  explanation,
};

let database: TestDatabase;
let desk: Knex;
let rawCase: RawCase;

beforeEach(async () => {
  database = await createTestDatabase();
  desk = connect(database.url);
  await loadDemoCompany(desk, now);
  rawCase = new RawCase(desk, owner, demoPolicyVersion, now);
});
afterEach(async () => {
  await desk.destroy();
  await database.drop();
});

/** The key that the posting of the approval at this row has. */
const keyAt = (sequence: number): string => `${owner}/${sequence}/0`;

async function approve(content: ProposalContent): Promise<string> {
  const cash = content.kind === 'payment_allocation';
  const [title, decider] = cash ? ['cash_manager', 'george.okafor'] : ['billing_manager', 'victor.almeida'];
  await rawCase.propose('P-1', content, { stages: [{ name: 'only', title, quorum: 1 }] });
  await rawCase.decide({ decider });
  return keyAt(await rawCase.record('proposal_approved', { proposal: 'P-1', version: 1 }));
}

/** As the worker posts it. */
const post = (key: string, content: ProposalContent) =>
  createPostToLedger(createEmbeddedLedger(desk), { now: () => now })({
    key,
    kind: 'postToLedger',
    subject: 'P-1',
    summary: '',
    data: { content },
  });

test('what was approved is posted, once', async () => {
  const key = await approve(credit);
  expect(await post(key, credit)).toEqual({ result: 'done' });
  expect(await post(key, credit)).toEqual({ result: 'done' });
  expect(await createEmbeddedLedger(desk).balanceOf(['INV-10421'])).toMatchObject([
    { open: 7700_00, credited: 100_00 },
  ]);
  await expect(post(`${owner}/1/0`, credit)).rejects.toThrow('no approved proposal stands behind');
});

test('another amount, invoice or kind than approved is refused', async () => {
  const key = await approve(credit);
  for (const other of [
    { ...credit, amount: usd(100_01) },
    { ...credit, invoice: 'INV-10388' },
    allocation,
    { ...invoice, replaces: 'INV-10421' },
  ] as ProposalContent[]) {
    await expect(post(key, other)).rejects.toThrow('is not what was approved');
  }
  await expect(
    createEmbeddedLedger(desk).postWriteOff({ key, at: now, owner, invoice: 'INV-10421', amount: usd(100_00) }),
  ).rejects.toThrow('is not what was approved');
});

test('without all decisions, of an older version, or after it was taken back, nothing is posted', async () => {
  await rawCase.propose('P-1', credit, { stages: [{ ...stages[0]!, quorum: 2 }] });
  await rawCase.decide({ decider: 'victor.almeida' });
  const early = keyAt(await rawCase.record('proposal_approved', { proposal: 'P-1', version: 1 }));
  await expect(post(early, credit)).rejects.toThrow('lacks decisions');
  await rawCase.propose('P-1', credit, { stages, version: 2 });
  await expect(post(early, credit)).rejects.toThrow('is not of the present version');
  await rawCase.decide({ decider: 'victor.almeida', version: 2 });
  const stale = keyAt(await rawCase.record('proposal_approved', { proposal: 'P-1', version: 1 }));
  await expect(post(stale, credit)).rejects.toThrow('is not of the present version');
  const key = keyAt(await rawCase.record('proposal_approved', { proposal: 'P-1', version: 2 }));
  await rawCase.record('proposal_posting_failed', { proposal: 'P-1', code: 'not_posted' });
  await expect(post(key, credit)).rejects.toThrow('is not of the present version');
});

test('the projections beside the journal are not believed', async () => {
  await rawCase.propose('P-1', credit, { stages });
  await desk('proposals').update({ stages: '[]', status: 'approved' });
  const key = keyAt(await rawCase.record('proposal_approved', { proposal: 'P-1', version: 1 }));
  await expect(post(key, credit)).rejects.toThrow('lacks decisions');
});

test('cash is applied as approved, and an integration may say what its own payment settles', async () => {
  const key = await approve(allocation);
  await expect(
    post(key, { ...allocation, allocations: [{ invoice: 'INV-10388', amount: usd(10_00) }] }),
  ).rejects.toThrow('is not what was approved');
  expect(await post(key, allocation)).toEqual({ result: 'done' });
  const ledger = createEmbeddedLedger(desk);
  const named = { at: now, payment: 'PMT-5530', allocations: [{ invoice: 'INV-10421', amount: usd(1_00) }] };
  await expect(ledger.postAllocation({ ...named, key: 'anything' })).rejects.toThrow('no approved proposal');
  await ledger.postAllocation({ ...named, key: 'payment/PMT-5530/allocation' });
});

test('money is neither given up nor back without an approval, whatever the kind is called', async () => {
  const ledger = createEmbeddedLedger(desk);
  const [at, amount] = [now, usd(1_00)];
  await expect(ledger.postCreditNote({ key: 'c', at, invoice: 'INV-10421', amount })).rejects.toThrow('no approved');
  await expect(ledger.postWriteOff({ key: 'w', at, invoice: 'INV-10421', amount })).rejects.toThrow('no approved');
  await expect(ledger.postRefund({ key: 'r', at, payment: 'PMT-5530', amount })).rejects.toThrow('no approved');
  for (const kind of ['payment', 'reversal', 'invoice', 'anything']) {
    const disguised = desk.transaction(async (trx) => {
      const posting = { key: kind, kind, currency: 'USD', amount: 1, digest: '', receipt: '{}', posted_at: now };
      await trx('postings').insert(posting);
      await trx('invoices').where({ id: 'INV-10421' }).decrement('open', 1);
      await trx('posting_lines').insert([
        { posting: kind, line: 1, account: 'write_offs', invoice: 'INV-10421', debit: 1 },
        { posting: kind, line: 2, account: 'receivable', invoice: 'INV-10421', credit: 1 },
      ]);
    });
    await expect(disguised).rejects.toThrow('no approved proposal stands behind');
  }
});

test('a corrected invoice credits the old one in the same posting, and nothing else does', async () => {
  const key = await approve(invoice);
  const ledger = createEmbeddedLedger(desk);
  await expect(
    ledger.postCreditNote({ key: `${key}/replaced`, at: now, owner, invoice: 'INV-10421', amount: usd(1_00) }),
  ).rejects.toThrow('is not what was approved');
  await expect(post(key, { ...invoice, replaces: 'INV-10312' })).rejects.toThrow('is not what was approved');
  expect(await post(key, invoice)).toEqual({ result: 'done' });
  expect(await post(key, invoice)).toEqual({ result: 'done' });
  expect(await ledger.balanceOf(['INV-10421', 'INV-2026-000001-1'])).toMatchObject([
    { original: 7800_00, open: 0, credited: 7800_00 },
    { original: 7000_00, open: 7000_00 },
  ]);
});
