import type { Ledger, Receipt } from '../../../adapters/ledger/port';

/**
 * What the desk relies on, whatever ledger stands behind the port. An adapter's test calls this with a way to make a
 * ledger that knows the legal entities `entity-1` and `entity-2`, and the customers `customer-1` and `customer-2`, and
 * nothing else.
 */
export function describeLedger(name: string, open: () => Promise<{ ledger: Ledger; close(): Promise<void> }>): void {
  describe(`${name} keeps the contract of the ledger`, () => {
    let ledger: Ledger;
    let close: () => Promise<void>;
    const at = '2026-11-22T09:00:00.000Z';
    const usd = (minor: number) => ({ minor, currency: 'USD' });

    const issue = (invoice: string, minor: number, other: Partial<Parameters<Ledger['issueInvoice']>[0]> = {}) =>
      ledger.issueInvoice({
        key: `issue/${invoice}`,
        at,
        invoice,
        legalEntity: 'entity-1',
        customer: 'customer-1',
        issuedOn: '2026-11-01',
        dueOn: '2026-12-01',
        amount: usd(minor),
        ...other,
      });
    const receive = (payment: string, minor: number, other: Partial<Parameters<Ledger['recordPayment']>[0]> = {}) =>
      ledger.recordPayment({
        key: `receive/${payment}`,
        at,
        payment,
        legalEntity: 'entity-1',
        customer: 'customer-1',
        receivedAt: at,
        amount: usd(minor),
        ...other,
      });
    const apply = (key: string, payment: string, allocations: Record<string, number>): Promise<Receipt> =>
      ledger.postAllocation({
        key,
        at,
        payment,
        allocations: Object.entries(allocations).map(([invoice, minor]) => ({ invoice, amount: usd(minor) })),
      });
    const credit = (key: string, invoice: string, minor: number): Promise<Receipt> =>
      ledger.postCreditNote({ key, at, invoice, amount: usd(minor) });
    const balance = async (invoice: string) => (await ledger.balanceOf([invoice]))[0];

    const refused = async (posting: Promise<unknown>, code: string): Promise<void> => {
      await expect(posting).rejects.toMatchObject({ name: 'LedgerRefusal', code, refusal: { code } });
    };

    beforeEach(async () => {
      ({ ledger, close } = await open());
    });
    afterEach(() => close());

    test('an invoice is open in full, a payment wholly unapplied', async () => {
      const receipt = await issue('I-1', 2240000, { tax: 40000 });
      expect(receipt).toEqual({
        key: 'issue/I-1',
        currency: 'USD',
        amount: 2240000,
        postedAt: at,
        invoices: [{ invoice: 'I-1', open: 2240000 }],
        payments: [],
      });
      expect(await balance('I-1')).toEqual({
        invoice: 'I-1',
        customer: 'customer-1',
        legalEntity: 'entity-1',
        dueOn: '2026-12-01',
        currency: 'USD',
        original: 2240000,
        open: 2240000,
        credited: 0,
        paid: 0,
        writtenOff: 0,
      });
      await receive('P-1', 2130000, { customer: null });
      expect(await ledger.unapplied('P-1')).toEqual({
        payment: 'P-1',
        customer: null,
        legalEntity: 'entity-1',
        currency: 'USD',
        amount: 2130000,
        unapplied: 2130000,
        allocated: 0,
        refunded: 0,
        reversed: 0,
      });
    });

    test('balances come in the order asked for, without what does not exist', async () => {
      await issue('I-1', 100);
      await issue('I-2', 200);
      expect((await ledger.balanceOf(['I-2', 'nothing', 'I-1'])).map(({ invoice }) => invoice)).toEqual(['I-2', 'I-1']);
      expect(await ledger.balanceOf([])).toEqual([]);
      expect(await ledger.unapplied('nothing')).toBeNull();
    });

    test('a dispute of $7,800 on $22,400: credited, paid, written off and open always make the original', async () => {
      await issue('I-1', 2240000);
      await receive('P-1', 180000);
      const sums: number[] = [];
      const check = async (): Promise<void> => {
        const found = await balance('I-1');
        if (found === undefined) throw new Error('lost');
        const { original, open, credited, paid, writtenOff } = found;
        expect(open + credited + paid + writtenOff).toBe(original);
        sums.push(open);
      };
      await credit('credit-1', 'I-1', 500000);
      await check();
      await apply('apply-1', 'P-1', { 'I-1': 180000 });
      await check();
      await ledger.postWriteOff({ key: 'write-off-1', at, invoice: 'I-1', amount: usd(60000) });
      await check();
      expect(sums).toEqual([1740000, 1560000, 1500000]);
    });

    test('one payment settles several invoices', async () => {
      await issue('I-1', 1000);
      await issue('I-2', 2000);
      await receive('P-1', 3500);
      const receipt = await apply('apply-1', 'P-1', { 'I-2': 2000, 'I-1': 1000 });
      expect(receipt).toMatchObject({ amount: 3000, payments: [{ payment: 'P-1', unapplied: 500 }] });
      expect(receipt.invoices).toEqual(
        expect.arrayContaining([
          { invoice: 'I-1', open: 0 },
          { invoice: 'I-2', open: 0 },
        ]),
      );
    });

    test('more than is open, or more than is unapplied, is refused whole', async () => {
      await issue('I-1', 1000);
      await issue('I-2', 1000);
      await receive('P-1', 1500);
      await refused(credit('c-1', 'I-1', 1001), 'amount_exceeds');
      await refused(apply('a-1', 'P-1', { 'I-1': 1000, 'I-2': 501 }), 'amount_exceeds');
      await refused(apply('a-2', 'P-1', { 'I-1': 400, 'I-2': 1001 }), 'amount_exceeds');
      await refused(ledger.postWriteOff({ key: 'w-1', at, invoice: 'I-1', amount: usd(1001) }), 'amount_exceeds');
      await refused(ledger.postRefund({ key: 'r-1', at, payment: 'P-1', amount: usd(1501) }), 'amount_exceeds');
      expect(await balance('I-1')).toMatchObject({ open: 1000 });
      expect(await balance('I-2')).toMatchObject({ open: 1000 });
      expect(await ledger.unapplied('P-1')).toMatchObject({ unapplied: 1500 });
    });

    test('what was refused under a key may be posted under it later', async () => {
      await issue('I-1', 1000);
      await receive('P-1', 400);
      await refused(apply('a-1', 'P-1', { 'I-1': 500 }), 'amount_exceeds');
      expect(await apply('a-1', 'P-1', { 'I-1': 400 })).toMatchObject({ amount: 400 });
    });

    test('another currency is refused', async () => {
      await issue('I-1', 1000);
      await issue('I-2', 1000, { amount: { minor: 1000, currency: 'EUR' } });
      await receive('P-1', 2000);
      const euros = { minor: 100, currency: 'EUR' };
      await refused(ledger.postCreditNote({ key: 'c-1', at, invoice: 'I-1', amount: euros }), 'currency_mismatch');
      await refused(apply('a-1', 'P-1', { 'I-1': 100, 'I-2': 100 }), 'currency_mismatch');
      await refused(
        ledger.postAllocation({ key: 'a-2', at, payment: 'P-1', allocations: [{ invoice: 'I-2', amount: euros }] }),
        'currency_mismatch',
      );
      await refused(ledger.postRefund({ key: 'r-1', at, payment: 'P-1', amount: euros }), 'currency_mismatch');
      await refused(issue('I-3', 1000, { amount: { minor: 1, currency: 'XXX' } }), 'currency_mismatch');
      expect(await ledger.unapplied('P-1')).toMatchObject({ unapplied: 2000 });
    });

    test('what does not exist, or belongs to somebody else, is refused', async () => {
      await issue('I-1', 1000);
      await issue('I-9', 1000, { legalEntity: 'entity-2', customer: 'customer-2' });
      await receive('P-1', 1000);
      await refused(credit('c-1', 'nothing', 1), 'invoice_unknown');
      await refused(
        ledger.postCreditNote({ key: 'c-2', at, invoice: 'I-1', customer: 'customer-2', amount: usd(1) }),
        'invoice_unknown',
      );
      await refused(apply('a-1', 'P-1', { 'I-1': 1, nothing: 1 }), 'invoice_unknown');
      await refused(apply('a-2', 'nothing', { 'I-1': 1 }), 'payment_unknown');
      await refused(apply('a-3', 'P-1', { 'I-9': 1 }), 'payment_unknown');
      await refused(ledger.postRefund({ key: 'r-1', at, payment: 'nothing', amount: usd(1) }), 'payment_unknown');
      await refused(ledger.reversePayment({ key: 'v-1', at, payment: 'nothing' }), 'payment_unknown');
      await refused(issue('I-2', 1, { customer: 'nobody' }), 'record_unknown');
      expect(await balance('I-1')).toMatchObject({ open: 1000 });
    });

    test.each([0, -1, 0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN])('an amount of %d is refused', async (minor) => {
      await issue('I-1', 1000);
      await receive('P-1', 1000);
      await refused(credit('c-1', 'I-1', minor), 'amount_invalid');
      await refused(apply('a-1', 'P-1', { 'I-1': minor }), 'amount_invalid');
      await refused(issue('I-2', minor), 'amount_invalid');
      await refused(receive('P-2', minor), 'amount_invalid');
    });

    test('lines and tax that do not make the amount are refused, and so is nothing to allocate', async () => {
      await refused(
        issue('I-1', 1000, { tax: 100, lines: [{ description: 'goods', quantity: 1, net: 901 }] }),
        'amount_invalid',
      );
      await refused(issue('I-2', 1000, { tax: 1001 }), 'amount_invalid');
      await receive('P-1', 1000);
      await refused(apply('a-1', 'P-1', {}), 'amount_invalid');
    });

    test('the same key returns the first receipt, whatever has happened since', async () => {
      await issue('I-1', 1000);
      const first = await credit('c-1', 'I-1', 300);
      await credit('c-2', 'I-1', 700);
      expect(await credit('c-1', 'I-1', 300)).toEqual(first);
      const later = { key: 'c-1', at: '2026-11-23T09:00:00.000Z', invoice: 'I-1', amount: usd(300) };
      expect(await ledger.postCreditNote(later)).toEqual(first);
      expect(await balance('I-1')).toMatchObject({ open: 0, credited: 1000 });
    });

    test('the same key with other content is refused', async () => {
      await issue('I-1', 1000);
      await credit('key', 'I-1', 300);
      await refused(credit('key', 'I-1', 301), 'idempotency_key_reused');
      await refused(
        ledger.postWriteOff({ key: 'key', at, invoice: 'I-1', amount: usd(300) }),
        'idempotency_key_reused',
      );
      await refused(issue('I-1', 1000, { key: 'another' }), 'already_exists');
      expect(await balance('I-1')).toMatchObject({ open: 700 });
    });

    test('the same key ten times at once posts once', async () => {
      await issue('I-1', 1000);
      const receipts = await Promise.all(Array.from({ length: 10 }, () => credit('c-1', 'I-1', 300)));
      for (const receipt of receipts) expect(receipt).toEqual(receipts[0]);
      expect(await balance('I-1')).toMatchObject({ open: 700 });
    });

    test('rivals for the last money: as many succeed as there is money for', async () => {
      await issue('I-1', 1000);
      await issue('I-2', 1000);
      await receive('P-1', 500);
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          apply(`a-${index}`, 'P-1', index % 2 === 0 ? { 'I-1': 50, 'I-2': 50 } : { 'I-2': 50, 'I-1': 50 }),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
      expect(await ledger.unapplied('P-1')).toMatchObject({ unapplied: 0, allocated: 500 });
      expect(await balance('I-1')).toMatchObject({ open: 750, paid: 250 });
    });

    test('a reversed payment opens its invoices again, once', async () => {
      await issue('I-1', 1000);
      await issue('I-2', 1000);
      await receive('P-1', 2500);
      await apply('a-1', 'P-1', { 'I-1': 1000 });
      await apply('a-2', 'P-1', { 'I-2': 400 });
      const reversal = { key: 'v-1', at, payment: 'P-1' };
      const receipt = await ledger.reversePayment(reversal);
      expect(await ledger.reversePayment(reversal)).toEqual(receipt);
      await refused(ledger.reversePayment({ ...reversal, key: 'v-2' }), 'unchanged');
      expect(await balance('I-1')).toMatchObject({ open: 1000, paid: 0 });
      expect(await balance('I-2')).toMatchObject({ open: 1000, paid: 0 });
      expect(await ledger.unapplied('P-1')).toMatchObject({ unapplied: 0, allocated: 0, reversed: 2500 });
      await refused(apply('a-3', 'P-1', { 'I-1': 1 }), 'amount_exceeds');
    });

    test('a corrected invoice takes the place of the old one, with what was paid on it, once', async () => {
      await issue('I-1', 1100, { tax: 100 });
      await receive('P-1', 600);
      await apply('a-1', 'P-1', { 'I-1': 400 });
      await credit('c-1', 'I-1', 110);
      const corrected = { tax: 80, replaces: 'I-1' };
      const receipt = await issue('I-2', 880, corrected);
      expect(receipt).toMatchObject({ amount: 880, invoices: [{ invoice: 'I-2', open: 480 }] });
      expect(await issue('I-2', 880, corrected)).toEqual(receipt);
      expect(await balance('I-1')).toMatchObject({ original: 1100, open: 0, credited: 1100, paid: 0 });
      expect(await balance('I-2')).toMatchObject({ original: 880, open: 480, credited: 0, paid: 400 });
      expect(await ledger.unapplied('P-1')).toMatchObject({ unapplied: 200, allocated: 400 });
      await ledger.reversePayment({ key: 'v-1', at, payment: 'P-1' });
      expect(await balance('I-1')).toMatchObject({ open: 0, paid: 0 });
      expect(await balance('I-2')).toMatchObject({ open: 880, paid: 0 });
    });

    test('nothing is replaced that is not there, not theirs, or paid beyond the new amount', async () => {
      await issue('I-1', 1000);
      await receive('P-1', 1000);
      await apply('a-1', 'P-1', { 'I-1': 501 });
      await refused(issue('I-2', 500, { replaces: 'I-1' }), 'amount_exceeds');
      await refused(issue('I-2', 500, { replaces: 'nothing' }), 'invoice_unknown');
      await refused(issue('I-2', 900, { replaces: 'I-1', customer: 'customer-2' }), 'invoice_unknown');
      await refused(issue('I-2', 900, { replaces: 'I-1', legalEntity: 'entity-2' }), 'invoice_unknown');
      const euros = { minor: 900, currency: 'EUR' };
      await refused(issue('I-2', 900, { replaces: 'I-1', amount: euros }), 'currency_mismatch');
      expect(await balance('I-1')).toMatchObject({ open: 499, credited: 0, paid: 501 });
      expect(await balance('I-2')).toBeUndefined();
    });

    test('what was posted under a key can be looked up, where the books can be asked', async () => {
      const receipt = await issue('I-1', 1000);
      expect((await ledger.findPosting?.('issue/I-1')) ?? receipt).toEqual(receipt);
      expect((await ledger.findPosting?.('issue/I-2')) ?? null).toBeNull();
    });

    test('a refund lessens what is unapplied, and stands in the way of a reversal', async () => {
      await receive('P-1', 2500);
      expect(await ledger.postRefund({ key: 'r-1', at, payment: 'P-1', amount: usd(500) })).toMatchObject({
        payments: [{ payment: 'P-1', unapplied: 2000 }],
      });
      expect(await ledger.unapplied('P-1')).toMatchObject({ unapplied: 2000, refunded: 500 });
      await refused(ledger.reversePayment({ key: 'v-1', at, payment: 'P-1' }), 'amount_exceeds');
    });
  });
}
