import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DateTime } from 'luxon';
import { createEmbeddedLedger } from '../../adapters/ledger/embedded';
import { followUpOwner, type Instant } from '../../contracts/ids';
import type { FollowUpEvent } from '../../contracts/follow-up';
import type { Command, JournalEntry } from '../../contracts/messages';
import { readEntries } from '../../db/journal';
import type { FollowUpState } from '../../domain/follow-up/state';
import { expectAtRest } from '../support/at-rest';
import { person, startTestDesk, type TestDesk } from '../support/desk';
import { createTimeSkippingEnvironment, describeTimeSkipping } from '../support/time-skipping';

jest.setTimeout(60_000);

const day = 24 * 3_600_000;
const usd = (minor: number) => ({ minor, currency: 'USD' });

describeTimeSkipping('the life of a follow-up', () => {
  let environment: TestWorkflowEnvironment;
  let desk: TestDesk;

  beforeAll(async () => {
    environment = await createTimeSkippingEnvironment();
    desk = await startTestDesk({ environment });
    await desk.startWorker();
  });
  afterAll(async () => {
    await desk?.stop();
    await environment?.teardown();
  });

  const tell = (customer: string, type: string, data: unknown): Promise<void> => {
    const command = { id: randomUUID(), type, actor: { kind: 'integration', id: 'books' }, data } as Command;
    return desk.engine.signal(followUpOwner(customer), type, command);
  };
  const entries = (customer: string): Promise<JournalEntry<FollowUpEvent>[]> =>
    readEntries<FollowUpEvent>(desk.db, followUpOwner(customer));
  const state = (customer: string) =>
    desk.engine.state(followUpOwner(customer), Date.now() + 10_000) as Promise<FollowUpState>;

  /** Sends an invoice that is due in so many days, to a customer in their own time zone. */
  async function issue(invoice: string, customer: string, dueIn: number, minor: number): Promise<void> {
    const now = DateTime.fromISO(await desk.now(), { zone: 'utc' });
    await createEmbeddedLedger(desk.db).issueInvoice({
      key: invoice,
      at: now.toISO() ?? '',
      invoice,
      legalEntity: 'halden-us',
      customer,
      issuedOn: now.toISODate() ?? '',
      dueOn: now.plus({ days: dueIn }).toISODate() ?? '',
      amount: usd(minor),
    });
    await tell(customer, 'track', { invoice });
    await desk.eventually(async () => (await state(customer).catch(() => null))?.invoices[invoice]);
  }

  async function pay(invoice: string, customer: string, minor: number): Promise<void> {
    const ledger = createEmbeddedLedger(desk.db);
    const [payment, at] = [`PMT-${randomUUID().slice(0, 8)}`, await desk.now()];
    const posting = { at, payment, amount: usd(minor) };
    await ledger.recordPayment({ ...posting, key: payment, legalEntity: 'halden-us', customer, receivedAt: at });
    const allocations = [{ invoice, amount: usd(minor) }];
    await ledger.postAllocation({ key: `payment/${payment}/allocation`, at, payment, allocations });
  }

  async function until(instant: Instant): Promise<void> {
    const wait = Date.parse(instant) - Date.parse(await desk.now());
    if (wait > 0) await environment.sleep(wait);
  }

  const nextAt = async (customer: string, invoice: string): Promise<Instant> => {
    const at = (await state(customer)).invoices[invoice]?.nextAt;
    if (!at) throw new Error(`nothing is to come for ${invoice}`);
    return at;
  };

  test('an unpaid invoice is sent and reminded of at nine in the morning where the customer is, up the whole ladder', async () => {
    const [customer, invoice] = ['C-1003', 'INV-70001'];
    await issue(invoice, customer, 30, 120_000);
    for (const step of ['invoice-copy', 'reminder-1', 'reminder-2', 'final-notice']) {
      const due = await nextAt(customer, invoice);
      expect(DateTime.fromISO(due, { zone: 'America/Denver' }).toFormat('HH:mm')).toBe('09:00');
      await until(new Date(Date.parse(due) + 60_000).toISOString());
      const sent = await desk.eventually(async () =>
        (await entries(customer)).find(
          ({ event }) => event.type === 'reminder_decided' && event.step === step && event.decision === 'send',
        ),
      );
      expect(Date.parse(sent.occurredAt) - Date.parse(due)).toBeLessThan(60_000);
    }
    await desk.eventually(async () => (await state(customer)).invoices[invoice]?.inCollections);
    await expectAtRest(desk, followUpOwner(customer));
    expect(desk.mail.mails('ap@meridian-outdoor.example')).toHaveLength(4);
  });

  test('a promise is judged after its tolerance; broken, it moves the ladder on at once', async () => {
    const [customer, invoice] = ['C-1001', 'INV-70002'];
    await issue(invoice, customer, 1, 500_000);
    const date =
      DateTime.fromISO(await desk.now(), { zone: 'America/New_York' })
        .plus({ days: 10 })
        .toISODate() ?? '';
    const data = { promise: 'promise-1', invoice, amount: usd(500_000), date };
    const command = { id: randomUUID(), type: 'promise', actor: person('samuel.osei'), data };
    await desk.eventually(async () => (await entries(customer)).some(({ event }) => event.type === 'message_queued'));
    expect(await desk.engine.update(followUpOwner(customer), command, Date.now() + 10_000)).toMatchObject({
      result: 'accepted',
    });
    const judgeAt = (await state(customer)).promises[0]?.judgeAt ?? '';
    // The promised day, two days of tolerance, and the morning after.
    expect(DateTime.fromISO(judgeAt, { zone: 'America/New_York' }).toFormat('yyyy-MM-dd HH:mm')).toBe(
      `${DateTime.fromISO(date).plus({ days: 3 }).toISODate()} 09:00`,
    );
    await until(new Date(Date.parse(judgeAt) - 60_000).toISOString());
    const before = (await entries(customer)).map(({ event }) => event);
    expect(before.filter(({ type }) => type === 'promise_judged')).toHaveLength(0);
    // Nothing promised is asked for in the meantime, and the journal says why.
    expect(before).toContainEqual(expect.objectContaining({ type: 'reminder_decided', reason: 'promised' }));
    await until(new Date(Date.parse(judgeAt) + 60_000).toISOString());
    const judged = await desk.eventually(async () =>
      (await entries(customer)).find(({ event }) => event.type === 'promise_judged'),
    );
    expect(judged.event).toMatchObject({ promise: 'promise-1', result: 'broken' });
    await desk.eventually(async () =>
      (await entries(customer)).some(
        ({ event, sequence }) =>
          sequence > judged.sequence && event.type === 'reminder_decided' && event.decision === 'send',
      ),
    );
    await expectAtRest(desk, followUpOwner(customer));
  });

  test('paid at 08:59:58 with a reminder due at 09:00:00: none is sent, and the journal says why', async () => {
    const [customer, invoice] = ['C-1002', 'INV-70003'];
    await issue(invoice, customer, 8, 2_240_000);
    const copy = await nextAt(customer, invoice);
    await until(new Date(Date.parse(copy) + 60_000).toISOString());
    await desk.eventually(async () =>
      Object.values((await state(customer)).messages).some(({ status }) => status === 'sent'),
    );
    const due = await nextAt(customer, invoice);
    expect(DateTime.fromISO(due, { zone: 'America/Chicago' }).toFormat('HH:mm:ss')).toBe('09:00:00');
    await until(new Date(Date.parse(due) - 2_000).toISOString());
    expect((await desk.now()) < due).toBe(true);
    // The books know at once; nobody tells the follow-up.
    await pay(invoice, customer, 2_240_000);
    await environment.sleep(day);
    const events = await desk.eventually(async () => {
      const all = (await entries(customer)).map(({ event }) => event);
      return all.some(({ type }) => type === 'invoice_settled') && all;
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'reminder_decided', step: 'reminder-1', decision: 'skip', reason: 'settled' }),
    );
    expect(events.filter(({ type }) => type === 'message_queued')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'ended' });
    expect(desk.mail.mails('payables@brightwater-retail.example')).toHaveLength(1);
  });
});
