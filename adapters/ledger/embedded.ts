import type { Knex } from 'knex';
import type { ErrorCode, Refusal } from '../../contracts/errors';
import type { CustomerId, Instant, InvoiceId, PaymentId } from '../../contracts/ids';
import type { Amount } from '../../contracts/inquiry';
import { isCurrencyCode } from '../../contracts/currencies';
import { canonicalJson, sha256Hex } from '../../contracts/canonical';
import { readInvoiceBalances } from '../../db/read-invoice-balances';
import { readPaymentBalance } from '../../db/read-payment-balance';
import type { InvoiceRow, PaymentRow, PostingRow } from '../../db/rows';
import { errorCode, fromStore, inTransaction, violatedConstraint } from '../../db/transaction';
import { LedgerRefusal, type IssueInvoice, type Ledger, type Receipt } from './port';

/**
 * The ledger that comes with the desk: double entry in the desk's own PostgreSQL. Each posting is one transaction that
 * moves `invoices.open` and `payments.unapplied` by conditional updates and writes balanced lines; at commit the database
 * checks once more that both agree. A transaction of the caller may be given: then all of it commits with the rest.
 */
export function createEmbeddedLedger(knex: Knex): Ledger {
  return {
    issueInvoice: ({ lines = [], tax = 0, ...posting }) =>
      post(knex, 'invoice', { ...posting, lines, tax }, async (transaction) => {
        const { invoice, customer, amount } = posting;
        requireAmount(amount);
        const net = lines.reduce((total, line) => total + line.net, 0);
        const fits = Number.isSafeInteger(tax) && tax >= 0 && tax <= amount.minor;
        if (!fits || (lines.length > 0 && net + tax !== amount.minor))
          refuse('amount_invalid', 'lines and tax make the amount');
        const paid = posting.replaces === undefined ? [] : await takeBack(transaction, posting.replaces, posting);
        const open = amount.minor - paid.reduce((total, each) => total + each.amount, 0);
        await insertNew(
          transaction('invoices').insert({
            id: invoice,
            legal_entity: posting.legalEntity,
            customer,
            issued_on: posting.issuedOn,
            due_on: posting.dueOn,
            currency: amount.currency,
            original: amount.minor,
            open,
            purchase_order: posting.purchaseOrder ?? null,
            lines: JSON.stringify(lines),
            created_at: posting.at,
          }),
        );
        return {
          customer,
          amount,
          lines: [
            { account: 'receivable', invoice, debit: amount.minor },
            { account: 'revenue', invoice, credit: amount.minor - tax },
            { account: 'tax', invoice, credit: tax },
            ...paid.flatMap(({ payment, amount: minor }): Line[] => [
              { account: 'receivable', invoice: posting.replaces ?? '', payment, debit: minor },
              { account: 'receivable', invoice, payment, credit: minor },
            ]),
          ],
          invoices: [{ invoice, open }],
        };
      }),

    recordPayment: (posting) =>
      post(knex, 'payment', posting, async (transaction) => {
        const { payment, customer, amount } = posting;
        requireAmount(amount);
        await insertNew(
          transaction('payments').insert({
            id: payment,
            legal_entity: posting.legalEntity,
            customer,
            received_at: posting.receivedAt,
            currency: amount.currency,
            amount: amount.minor,
            unapplied: amount.minor,
            payer_name: posting.payerName ?? null,
            bank_reference: posting.bankReference ?? null,
            remittance: posting.remittance ?? null,
            created_at: posting.at,
          }),
        );
        return {
          customer,
          amount,
          lines: [
            { account: 'bank', payment, debit: amount.minor },
            { account: 'unapplied_cash', payment, credit: amount.minor },
          ],
          payments: [{ payment, unapplied: amount.minor }],
        };
      }),

    postCreditNote: (posting) =>
      post(knex, 'credit_note', posting, async (transaction) => {
        const { invoice, amount } = posting;
        requireAmount(amount);
        const row = await reduceOpen(transaction, invoice, amount, posting.customer);
        const tax = await taxToReturn(transaction, row, amount.minor);
        return {
          customer: row.customer,
          amount,
          lines: [
            { account: 'credit_notes', invoice, debit: amount.minor - tax },
            { account: 'tax', invoice, debit: tax },
            { account: 'receivable', invoice, credit: amount.minor },
          ],
          invoices: [{ invoice, open: row.open }],
        };
      }),

    postAllocation: (posting) =>
      post(knex, 'allocation', posting, async (transaction) => {
        const { payment, allocations } = posting;
        const [first] = allocations;
        if (first === undefined) refuse('amount_invalid', 'an allocation names at least one invoice');
        for (const { amount } of allocations) requireAmount(amount);
        if (new Set(allocations.map(({ invoice }) => invoice)).size < allocations.length) {
          refuse('amount_invalid', 'an invoice is named twice');
        }
        const amount = { minor: 0, currency: first.amount.currency };
        for (const each of allocations) {
          if (each.amount.currency !== amount.currency) refuse('currency_mismatch');
          amount.minor += each.amount.minor;
        }
        requireAmount(amount);
        const paid = await reduceUnapplied(transaction, payment, amount);
        const invoices: Receipt['invoices'] = [];
        const lines: Line[] = [{ account: 'unapplied_cash', payment, debit: amount.minor }];
        // Always in the same order, so that two allocations never wait for each other.
        for (const each of [...allocations].sort((left, right) => (left.invoice < right.invoice ? -1 : 1))) {
          const row = await reduceOpen(transaction, each.invoice, each.amount);
          if (row.legal_entity !== paid.legal_entity) refuse('payment_unknown', 'payment of another legal entity');
          invoices.push({ invoice: each.invoice, open: row.open });
          lines.push({ account: 'receivable', invoice: each.invoice, payment, credit: each.amount.minor });
        }
        return { customer: paid.customer, amount, lines, invoices, payments: [{ payment, unapplied: paid.unapplied }] };
      }),

    postWriteOff: (posting) =>
      post(knex, 'write_off', posting, async (transaction) => {
        const { invoice, amount } = posting;
        requireAmount(amount);
        const row = await reduceOpen(transaction, invoice, amount);
        return {
          customer: row.customer,
          amount,
          lines: [
            { account: 'write_offs', invoice, debit: amount.minor },
            { account: 'receivable', invoice, credit: amount.minor },
          ],
          invoices: [{ invoice, open: row.open }],
        };
      }),

    postRefund: (posting) =>
      post(knex, 'refund', posting, async (transaction) => {
        const { payment, amount } = posting;
        requireAmount(amount);
        const row = await reduceUnapplied(transaction, payment, amount);
        return {
          customer: row.customer,
          amount,
          lines: [
            { account: 'unapplied_cash', payment, debit: amount.minor },
            { account: 'bank', payment, credit: amount.minor },
          ],
          payments: [{ payment, unapplied: row.unapplied }],
        };
      }),

    reversePayment: (posting) =>
      post(knex, 'reversal', posting, async (transaction) => reverse(transaction, posting.payment)),

    async findPosting(key) {
      const found = await fromStore(knex<PostingRow>('postings').where({ key }).first('receipt'));
      return (found?.receipt as Receipt | undefined) ?? null;
    },
    balanceOf: (invoices) => readInvoiceBalances(knex, invoices),
    unapplied: (payment) => readPaymentBalance(knex, payment),
  };
}

/** Plan of accounts: small, and spelled as the finance department would. */
type Account = 'receivable' | 'revenue' | 'tax' | 'credit_notes' | 'write_offs' | 'bank' | 'unapplied_cash';

interface Line {
  account: Account;
  invoice?: InvoiceId;
  payment?: PaymentId;
  debit?: number;
  credit?: number;
}

interface Entry {
  customer: CustomerId | null;
  amount: Amount;
  lines: Line[];
  invoices?: Receipt['invoices'];
  payments?: Receipt['payments'];
}

/** Everything that postings have in common: one transaction, once per key, lines and receipt written with the change. */
async function post<Posting extends { key: string; at: Instant; owner?: string }>(
  knex: Knex,
  kind: string,
  posting: Posting,
  change: (transaction: Knex.Transaction) => Promise<Entry>,
): Promise<Receipt> {
  const { key, at, owner = null, ...content } = posting;
  // The instant and the owner belong to the attempt, not to what is posted: a repetition may come later.
  const digest = sha256Hex(canonicalJson({ kind, content }));
  return inTransaction(knex, async (transaction) => {
    // Rivals with the same key wait here for the first and then find its receipt.
    await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`posting:${key}`]);
    const earlier = await transaction<PostingRow>('postings').where({ key }).first('digest', 'receipt');
    if (earlier !== undefined) {
      if (earlier.digest !== digest) refuse('idempotency_key_reused');
      return earlier.receipt as Receipt;
    }
    const { customer, amount, lines, invoices = [], payments = [] } = await change(transaction);
    const receipt: Receipt = { key, currency: amount.currency, amount: amount.minor, postedAt: at, invoices, payments };
    await transaction('postings').insert({
      key,
      kind,
      owner,
      customer,
      currency: amount.currency,
      amount: amount.minor,
      digest,
      receipt: JSON.stringify(receipt),
      posted_at: at,
    });
    const written = lines.filter(({ debit = 0, credit = 0 }) => debit !== 0 || credit !== 0);
    await transaction('posting_lines').insert(
      written.map(({ account, invoice = null, payment = null, debit = 0, credit = 0 }, index) => ({
        posting: key,
        line: index + 1,
        account,
        invoice,
        payment,
        debit,
        credit,
      })),
    );
    return receipt;
  });
}

/** Takes the amount off what is open, if there is as much. The row comes back with what is left, and stays locked. */
async function reduceOpen(
  transaction: Knex.Transaction,
  invoice: InvoiceId,
  amount: Amount,
  customer?: CustomerId,
): Promise<InvoiceRow> {
  const [reduced] = await transaction<InvoiceRow>('invoices')
    .where({ id: invoice, currency: amount.currency, ...(customer !== undefined && { customer }) })
    .andWhere('open', '>=', amount.minor)
    .update({ open: transaction.raw('open - ?', [amount.minor]) as unknown as number })
    .returning('*');
  if (reduced !== undefined) return reduced;
  const found = await transaction<InvoiceRow>('invoices').where({ id: invoice }).first('customer', 'currency');
  if (found === undefined || (customer !== undefined && found.customer !== customer)) {
    return refuse('invoice_unknown', undefined, { invoice });
  }
  return refuse(found.currency === amount.currency ? 'amount_exceeds' : 'currency_mismatch', undefined, { invoice });
}

/** Takes the amount off what is unapplied, if there is as much. */
async function reduceUnapplied(transaction: Knex.Transaction, payment: PaymentId, amount: Amount): Promise<PaymentRow> {
  const [reduced] = await transaction<PaymentRow>('payments')
    .where({ id: payment, currency: amount.currency })
    .andWhere('unapplied', '>=', amount.minor)
    .update({ unapplied: transaction.raw('unapplied - ?', [amount.minor]) as unknown as number })
    .returning('*');
  if (reduced !== undefined) return reduced;
  const found = await transaction<PaymentRow>('payments').where({ id: payment }).first('currency');
  if (found === undefined) return refuse('payment_unknown', undefined, { payment });
  return refuse(found.currency === amount.currency ? 'amount_exceeds' : 'currency_mismatch', undefined, { payment });
}

/**
 * The tax contained in a credit note, so that all credit notes of an invoice together return exactly its tax in
 * proportion: the share of everything credited so far, rounded down, less what has been returned already. The invoice
 * row is locked by `reduceOpen`.
 */
async function taxToReturn(transaction: Knex.Transaction, invoice: InvoiceRow, amount: number): Promise<number> {
  const { rows } = await transaction.raw<{ rows: { tax: number; returned: number; credited: number }[] }>(
    `select coalesce(sum(l.credit) filter (where l.account = 'tax'), 0)::bigint as tax,
            coalesce(sum(l.debit) filter (where l.account = 'tax'), 0)::bigint as returned,
            coalesce(sum(l.credit) filter (where l.account = 'receivable' and p.kind = 'credit_note'), 0)::bigint as credited
       from posting_lines l join postings p on p.key = l.posting
      where l.invoice = ?`,
    [invoice.id],
  );
  const { tax = 0, returned = 0, credited = 0 } = rows[0] ?? {};
  return Number((BigInt(credited + amount) * BigInt(tax)) / BigInt(invoice.original)) - returned;
}

/**
 * An invoice that another one replaces is credited in whole: what is open of it, and what has been paid, which goes over to
 * the new one payment by payment. So revenue and tax are counted once, and the payer owes the difference.
 *
 * @returns the payments that go over, with what each had settled of the old invoice
 */
async function takeBack(
  transaction: Knex.Transaction,
  invoice: InvoiceId,
  { key, at, owner, customer, legalEntity, amount }: IssueInvoice,
): Promise<{ payment: PaymentId; amount: number }[]> {
  const old = await transaction<InvoiceRow>('invoices').where({ id: invoice }).forUpdate().first();
  if (old?.customer !== customer || old.legal_entity !== legalEntity) {
    return refuse('invoice_unknown', undefined, { invoice });
  }
  if (old.currency !== amount.currency) refuse('currency_mismatch', undefined, { invoice });
  const settled = await transaction('posting_lines')
    .where({ invoice, account: 'receivable' })
    .whereNotNull('payment')
    .groupBy('payment')
    .havingRaw('sum(credit) <> sum(debit)')
    .orderBy('payment')
    .select<{ payment: PaymentId; amount: number }[]>(
      'payment',
      transaction.raw('(sum(credit) - sum(debit))::bigint as amount'),
    );
  const paid = settled.reduce((total, each) => total + each.amount, 0);
  if (paid > amount.minor) refuse('amount_exceeds', 'more has been paid than the new invoice comes to', { invoice });
  const credit = { minor: old.open + paid, currency: old.currency };
  await transaction<InvoiceRow>('invoices').where({ id: invoice }).update({ open: credit.minor });
  if (credit.minor > 0) {
    await createEmbeddedLedger(transaction).postCreditNote({
      key: `${key}/replaced`,
      at,
      ...(owner !== undefined && { owner }),
      invoice,
      amount: credit,
    });
  }
  return settled;
}

async function reverse(transaction: Knex.Transaction, payment: PaymentId): Promise<Entry> {
  const row = await transaction<PaymentRow>('payments').where({ id: payment }).forUpdate().first();
  if (row === undefined) return refuse('payment_unknown', undefined, { payment });
  const balance = await readPaymentBalance(transaction, payment);
  if (balance === null || balance.reversed > 0) return refuse('unchanged', 'the payment was reversed', { payment });
  if (balance.refunded > 0) return refuse('amount_exceeds', 'part of it was refunded', { payment });
  const settled = await transaction('posting_lines')
    .where({ payment, account: 'receivable' })
    .groupBy('invoice')
    .havingRaw('sum(credit) <> sum(debit)')
    .orderBy('invoice')
    .select<{ invoice: InvoiceId; amount: number }[]>(
      'invoice',
      transaction.raw('(sum(credit) - sum(debit))::bigint as amount'),
    );
  const invoices: Receipt['invoices'] = [];
  const lines: Line[] = [];
  for (const { invoice, amount } of settled) {
    const [reopened] = await transaction<InvoiceRow>('invoices')
      .where({ id: invoice })
      .update({ open: transaction.raw('open + ?', [amount]) as unknown as number })
      .returning('open');
    invoices.push({ invoice, open: reopened?.open ?? 0 });
    lines.push({ account: 'receivable', invoice, payment, debit: amount });
  }
  await transaction<PaymentRow>('payments').where({ id: payment }).update({ unapplied: 0 });
  lines.push(
    { account: 'unapplied_cash', payment, debit: row.unapplied },
    { account: 'bank', payment, credit: row.amount },
  );
  return {
    customer: row.customer,
    amount: { minor: row.amount, currency: row.currency },
    lines,
    invoices,
    payments: [{ payment, unapplied: 0 }],
  };
}

/** A record of its own: another key cannot make it again, and what it refers to must exist. */
async function insertNew(insert: PromiseLike<unknown>): Promise<void> {
  try {
    await insert;
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (errorCode(error) === '23505') refuse('already_exists', constraint);
    if (errorCode(error) === '23503') refuse('record_unknown', constraint);
    throw error;
  }
}

function requireAmount({ minor, currency }: Amount): void {
  if (!isCurrencyCode(currency)) refuse('currency_mismatch', 'not an ISO 4217 currency in use', { currency });
  if (!Number.isSafeInteger(minor) || minor <= 0) refuse('amount_invalid');
}

function refuse(code: ErrorCode, rule?: string, details?: Refusal['details']): never {
  throw new LedgerRefusal({ code, ...(rule !== undefined && { rule }), ...(details && { details }) });
}
