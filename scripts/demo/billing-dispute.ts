import { usd, type Case, type Filed, type List, type Taken } from './answers';
import type { Speaker } from './desk-client';
import type { Story, Telling } from './telling';

const lead: Speaker = { person: 'nora.whitfield' };
const manager: Speaker = { person: 'victor.almeida' };
const hours36 = 36 * 3_600_000;

/** Story 1: the $7,800 billing dispute, resolved within 36 hours. */
export const billingDispute: Story = {
  number: 1,
  title: 'The $7,800 billing dispute',
  words: 'A customer disputes part of an invoice. 36 hours to resolve it, and nobody approves what they prepared.',
  tell,
};

async function tell(telling: Telling): Promise<void> {
  const { desk, tag } = telling;
  const customer = `C-${tag}`;
  const invoice = `INV-${tag}`;
  const email = `ap-${tag}@meridian-outdoor.example`;

  await telling.step(
    'books',
    'The ERP records a customer and an invoice of $19,500.00 for two deliveries.',
    async () => {
      await desk.post('erp', '/v1/customers', {
        id: customer,
        name: `Meridian Outdoor Supply ${tag}`,
        legal_entity: 'halden-us',
        contacts: [{ name: 'Ruth Calloway', email, verified: true }],
      });
      await desk.post('erp', '/v1/invoices', {
        id: invoice,
        customer,
        issued_on: day(-10),
        due_on: day(20),
        amount: usd('19500.00'),
        lines: [
          { description: 'Storage crates, first delivery', quantity: 360, net: usd('11700.00') },
          { description: 'Storage crates, second delivery', quantity: 240, net: usd('7800.00') },
        ],
      });
      await telling.until('the follow-up of the customer begins', async () => {
        return (await telling.customer(customer)).follow_up ?? undefined;
      });
      await telling.showFollowUp(customer);
    },
  );

  const reference = await telling.step('file', 'The customer writes: the second delivery never came.', async () => {
    const filed = await desk.post<Filed>('erp', '/v1/inquiries', {
      subject: `Invoice ${invoice}: second delivery never came`,
      body: `We dispute USD 7,800.00 of invoice ${invoice}: the second delivery has not arrived, but was billed.`,
      requester: { email },
    });
    const opened = await opening(telling, filed.reference);
    await telling.showCase(filed.reference);
    await telling.check(opened.category === 'billing_dispute', 'the desk sees that it is a billing dispute');
    await telling.check(
      opened.identification.level === 'verified' && opened.customer?.id === customer,
      'the address is known and proved, so the customer is identified',
    );
    await telling.check(
      opened.links.some(({ kind, id }) => kind === 'invoice' && id === invoice),
      'the invoice that the text names is linked',
    );
    const due = Date.parse(opened.due_at ?? '') - Date.parse(opened.received_at);
    await telling.check(due === hours36, `resolution is due 36 hours after receipt, day and night: ${opened.due_at}`);
    await telling.mailTo(email, 'the customer is sent an acknowledgement', ({ text }) =>
      text.includes(filed.reference),
    );
    return filed.reference;
  });
  const path = `/v1/inquiries/${reference}`;

  await telling.step('alert', 'The responsible team is alerted.', async () => {
    const alerts = await desk.get<List<{ owner: string; kind: string; team: string }>>(lead, '/v1/alerts?limit=200');
    const ours = alerts.data.find(({ owner, team }) => owner === `inquiry:${reference}` && team === 'billing');
    await telling.check(ours !== undefined, `team billing is told: ${ours?.kind.replaceAll('_', ' ')}`);
  });

  const preparer = await telling.step('reply', 'The owner starts and gives a first answer.', async () => {
    const assignee = (await telling.inquiry(reference)).assignee?.id ?? 'jonah.reyes';
    await desk.post({ person: assignee }, `${path}/starts`);
    await desk.post({ person: assignee }, `${path}/replies`, {
      text: 'Thank you for telling us. We have asked the carrier for the proof of delivery.',
    });
    const answered = await telling.showCase(reference);
    await telling.check(clockOf(answered, 'first_response')?.condition === 'stopped', 'the first response is given');
    return { person: assignee };
  });

  await telling.step('dispute', 'The disputed part, and only that, is held back from reminders.', async () => {
    await desk.post(preparer, `${path}/disputes`, { invoice, amount: usd('7800.00'), reason: 'not_received' });
    await telling.until('the follow-up hears of it', async () => {
      const holds = (await telling.customer(customer)).follow_up?.holds ?? [];
      return holds.length > 0 ? holds : undefined;
    });
    await telling.showFollowUp(customer);
    const [hold] = (await telling.customer(customer)).follow_up?.holds ?? [];
    await telling.check(
      hold?.amount?.value === '7800.00' && hold.inquiry === reference,
      'reminders would speak of $11,700.00 now',
    );
  });

  const proposal = await telling.step(
    'propose',
    'The carrier has no proof. The owner proposes a credit note.',
    async () => {
      const taken = await desk.post<Taken>(preparer, `${path}/proposals`, {
        kind: 'credit_note',
        invoice,
        amount: usd('7800.00'),
        reason: 'not_received',
        explanation: 'The carrier has no proof of the second delivery.',
      });
      await telling.check(taken.status === 'pending_approval', 'it waits for approval');
      return taken.proposal;
    },
  );
  const decisions = `${path}/proposals/${proposal.id}/decisions`;
  const approval = { decision: 'approve', content_hash: proposal.content_hash };

  await telling.step(
    'refuse',
    'Refused: the owner, who prepared it, and the team lead, for whom it is too much.',
    async () => {
      await desk.refused(preparer, decisions, approval, { status: 422, code: 'segregation_excluded' });
      await desk.refused(lead, decisions, approval, { status: 422, code: 'approval_stage' });
    },
  );

  await telling.step('approve', 'A second person, the billing manager, approves; the credit is posted.', async () => {
    await desk.post<Taken>(manager, decisions, approval);
    await telling.until('the credit note is posted', async () => {
      const { proposals } = await telling.inquiry(reference);
      return proposals.some(({ status }) => status === 'posted') ? true : undefined;
    });
    await telling.until('the hold is lifted', async () => {
      return (await telling.customer(customer)).follow_up?.holds.length === 0 ? true : undefined;
    });
    await telling.showCase(reference);
    const booked = await telling.showInvoice(invoice);
    await telling.check(
      booked.credited.value === '7800.00' && booked.open.value === '11700.00',
      '$11,700.00 stay open',
    );
  });

  await telling.step('resolve', 'The owner resolves the case with outcome, root cause and answer.', async () => {
    await desk.post(preparer, `${path}/resolutions`, {
      outcome: 'credited',
      root_cause: 'Second delivery lost by the carrier',
      answer: `You were right. We have credited USD 7,800.00; USD 11,700.00 of invoice ${invoice} remain.`,
    });
    const resolved = await telling.showCase(reference);
    await telling.check(resolved.status === 'resolved', 'it is resolved');
    await telling.check(
      (resolved.resolution?.resolved_at ?? 'never') < (clockOf(resolved, 'resolution')?.due_at ?? dueOf(resolved)),
      'within 36 hours',
    );
    await telling.mailTo(email, 'the customer is told', ({ text }) => text.includes('credited USD 7,800.00'));
  });

  await telling.step('pay', 'The customer pays the rest.', async () => {
    await desk.post('erp', '/v1/payments', {
      id: `PMT-${tag}`,
      customer,
      received_at: new Date().toISOString(),
      amount: usd('11700.00'),
      bank_reference: invoice,
      allocations: [{ invoice, amount: usd('11700.00') }],
    });
    const booked = await telling.showInvoice(invoice);
    await telling.check(booked.open.value === '0.00', 'nothing is open any more');
    await telling.until('the follow-up has nothing left to do', async () => {
      const { follow_up: followUp } = await telling.customer(customer);
      return followUp?.next_at === null ? true : undefined;
    });
  });

  await telling.step('confirm', 'The customer confirms in the portal, and the case closes.', async () => {
    await desk.post({ customer }, `${path}/confirmations`);
    const closed = await telling.showCase(reference);
    await telling.check(closed.status === 'closed', 'it is closed');
    await telling.checkWorkflow(reference);
    await telling.checkBooks();
  });
}

/** The case as soon as its workflow has opened it. */
export const opening = (telling: Telling, reference: string): Promise<Case> =>
  telling.until('the case is opened', async () => {
    const found = await telling.inquiry(reference);
    return found.sequence > 0 ? found : undefined;
  });

export const clockOf = ({ clocks }: Case, name: string) => clocks.find((clock) => clock.name === name);

const dueOf = ({ received_at: at }: Case): string => new Date(Date.parse(at) + hours36).toISOString();

/** A day from today on. */
export const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
