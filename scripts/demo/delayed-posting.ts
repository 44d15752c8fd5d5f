import { usd, type Filed, type List, type Payment, type Taken } from './answers';
import { clockOf, day, opening } from './billing-dispute';
import type { Mail, Speaker } from './desk-client';
import type { Story, Telling } from './telling';

const lead: Speaker = { person: 'pilar.santos' };
const manager: Speaker = { person: 'george.okafor' };

/** Story 2: the $21,300 delayed payment posting. */
export const delayedPosting: Story = {
  number: 2,
  title: 'The $21,300 delayed payment posting',
  words: 'Money came in with a damaged reference. Nothing is disclosed before it is known who asks.',
  tell,
};

async function tell(telling: Telling): Promise<void> {
  const { desk, tag } = telling;
  const customer = `C-${tag}`;
  const name = `Brightwater Retail ${tag}`;
  const invoice = `INV-${tag}`;
  const payment = `PMT-${tag}`;
  const unknown = `m.lindholm-${tag}@mailbox.example`;
  const damaged = `NV-${tag.slice(0, 3)} ${tag.slice(5)} / PO 884`;

  await telling.step('books', 'An invoice of $21,300.00 is open; a payment of $21,300.00 lies unapplied.', async () => {
    await desk.post('erp', '/v1/customers', {
      id: customer,
      name,
      legal_entity: 'halden-us',
      segment: 'key',
      contacts: [{ name: 'Maya Lindholm', email: `payables-${tag}@brightwater-retail.example`, verified: true }],
    });
    await desk.post('erp', '/v1/invoices', {
      id: invoice,
      customer,
      issued_on: day(-16),
      due_on: day(14),
      amount: usd('21300.00'),
    });
    await desk.post('erp', '/v1/payments', {
      id: payment,
      customer,
      received_at: new Date(Date.now() - 5 * 86_400_000).toISOString(),
      amount: usd('21300.00'),
      payer_name: 'BRIGHTWATER RTL',
      bank_reference: damaged,
    });
    const { unapplied } = await telling.payment(payment);
    await telling.check(
      unapplied.value === '21300.00',
      `the bank gave "${damaged}" as reference; nobody could place it`,
    );
  });

  const reference = await telling.step(
    'file',
    'Somebody writes from an address that the desk does not know.',
    async () => {
      const filed = await desk.post<Filed>('erp', '/v1/inquiries', {
        subject: 'Our payment has not been posted',
        body: `We paid USD 21,300.00 by wire transfer last week, and the payment has still not been applied to invoice ${invoice}.`,
        requester: { name: 'Maya Lindholm', email: unknown },
        legal_entity: 'halden-us',
      });
      const opened = await opening(telling, filed.reference);
      await telling.showCase(filed.reference);
      await telling.check(opened.category === 'payment_posting', 'the desk sees that it is about posting a payment');
      await telling.check(opened.identification.level === 'none' && opened.customer === null, 'nobody is identified');
      const mail = await telling.mailTo(unknown, 'an acknowledgement goes out', ({ text }) =>
        text.includes(filed.reference),
      );
      await telling.check(disclosesNothing(mail), 'it carries the reference, and nothing of any account');
      return filed.reference;
    },
  );
  const path = `/v1/inquiries/${reference}`;

  await telling.step(
    'undisclosed',
    'The lead of cash application takes it. An answer is refused: who asks?',
    async () => {
      const { assignee } = await telling.inquiry(reference);
      if (assignee?.id !== 'pilar.santos') await desk.post(lead, `${path}/claims`);
      await desk.refused(
        lead,
        `${path}/replies`,
        { text: `We have your USD 21,300.00 for invoice ${invoice} and will post it today.` },
        { status: 422, code: 'not_identified' },
      );
      await telling.check((await desk.mailsTo(unknown)).length === 1, 'nothing was sent');
    },
  );

  await telling.step('ask', 'She asks for the bank reference instead. The clocks wait for the customer.', async () => {
    await desk.post(lead, `${path}/information-requests`, {
      text: 'Please send us the reference that your bank put on the transfer. We will then call you back on the number we have on file.',
    });
    const mail = await telling.mailTo(unknown, 'the question goes out', ({ text }) => text.includes('call you back'));
    await telling.check(disclosesNothing(mail), 'the question tells nothing of any account');
    const waiting = await telling.showCase(reference);
    await telling.check(
      waiting.status === 'pending_customer' && clockOf(waiting, 'resolution')?.condition === 'paused',
      'the resolution clock is paused',
    );
    await desk.post('erp', `${path}/messages`, { text: `It was "${damaged}". You can reach me at the office.` });
    await telling.until('the answer ends our waiting', async () => {
      return (await telling.inquiry(reference)).status === 'in_progress' ? true : undefined;
    });
  });

  await telling.step(
    'identify',
    'The bank reference fits, and the call back on the known number is answered.',
    async () => {
      await desk.post(lead, `${path}/identifications`, {
        customer,
        level: 'verified',
        method: 'call_back',
        evidence: 'Bank reference as on the unapplied payment; called back on the number on file.',
      });
      const { data } = await desk.get<List<Payment>>(lead, `/v1/payments?customer=${customer}&unapplied=true`);
      await telling.check(data[0]?.id === payment, 'now the account may be looked at: there is the payment');
      await desk.post(lead, `${path}/links`, { kind: 'payment', id: payment });
      await desk.post(lead, `${path}/links`, { kind: 'invoice', id: invoice });
      await telling.showCase(reference);
    },
  );

  const proposal = await telling.step(
    'propose',
    'The reference is damaged, so she only proposes the allocation.',
    async () => {
      const taken = await desk.post<Taken>(lead, `${path}/proposals`, {
        kind: 'payment_allocation',
        payment,
        amount: usd('21300.00'),
        allocations: [{ invoice, amount: usd('21300.00') }],
        explanation: 'Payer and amount agree; of the reference the bank kept half.',
      });
      await telling.check(taken.status === 'pending_approval', 'it waits for approval');
      return taken.proposal;
    },
  );
  const decisions = `${path}/proposals/${proposal.id}/decisions`;
  const approval = { decision: 'approve', content_hash: proposal.content_hash };

  await telling.step('refuse', 'She tries to approve it herself, and is refused: she prepared it.', async () => {
    await desk.refused(lead, decisions, approval, { status: 422, code: 'segregation_excluded' });
    const { unapplied } = await telling.payment(payment);
    await telling.check(unapplied.value === '21300.00', 'nothing was posted');
  });

  await telling.step('approve', 'The cash manager approves; the payment is applied.', async () => {
    await desk.post(manager, decisions, approval);
    await telling.until('the allocation is posted', async () => {
      const { proposals } = await telling.inquiry(reference);
      return proposals.some(({ status }) => status === 'posted') ? true : undefined;
    });
    const booked = await telling.showInvoice(invoice);
    await telling.check(booked.open.value === '0.00' && booked.paid.value === '21300.00', 'the invoice is settled');
    const { unapplied, allocated } = await telling.payment(payment);
    await telling.check(unapplied.value === '0.00' && allocated.value === '21300.00', 'all of the payment is applied');
  });

  await telling.step('resolve', 'The customer is told, now that it is known who asks.', async () => {
    await telling.check((await desk.mailsTo(unknown)).every(disclosesNothing), 'so far no mail told anything');
    await desk.post(lead, `${path}/resolutions`, {
      outcome: 'allocated',
      root_cause: 'Reference damaged by the bank',
      answer: `We have posted your payment of USD 21,300.00 to invoice ${invoice}, which is settled.`,
    });
    await telling.mailTo(unknown, 'the answer goes out', ({ text }) => text.includes('21,300.00'));
    await telling.showCase(reference);
  });

  await telling.step('confirm', 'The customer confirms, the case closes, and the books agree.', async () => {
    await desk.post({ customer }, `${path}/confirmations`);
    const closed = await telling.showCase(reference);
    await telling.check(closed.status === 'closed', 'it is closed');
    await telling.checkWorkflow(reference);
    await telling.checkBooks();
  });

  function disclosesNothing({ text, html, subject }: Mail): boolean {
    const all = `${subject}\n${text}\n${html ?? ''}`;
    return ![name, customer, invoice, payment, '21,300', '21300', 'Lindholm'].some((word) => all.includes(word));
  }
}
