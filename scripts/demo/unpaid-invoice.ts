import { usd, type Entry, type Message } from './answers';
import { day } from './billing-dispute';
import type { Mail } from './desk-client';
import type { Story, Telling } from './telling';

/** Story 3: the $22,400 invoice. Its customer's reminder ladder (segment `demonstration`) runs in seconds. */
export const unpaidInvoice: Story = {
  number: 3,
  title: 'The $22,400 invoice',
  words: 'No inquiry needed: the follow-up of the customer sends, sees, reminds, and knows when to stop.',
  tell,
};

/** What a mail provider says that loads pictures for its users, whether they read or not. */
const machine = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

async function tell(telling: Telling): Promise<void> {
  const { desk, tag } = telling;
  const customer = `C-${tag}`;
  const invoice = `INV-${tag}`;
  const email = `accounts-${tag}@castellano-foods.example`;
  const messages = (): Promise<Message[]> => telling.list<Message>(`/v1/customers/${customer}/messages`);
  const toCustomer = async () => (await messages()).filter(({ purpose }) => purpose !== 'alert');

  const copy = await telling.step('invoice', 'The ERP records an invoice; its copy goes out at once.', async () => {
    await desk.post('erp', '/v1/customers', {
      id: customer,
      name: `Castellano Foods ${tag}`,
      legal_entity: 'halden-us',
      segment: 'demonstration',
      contacts: [{ name: 'Lucía Herrera', email, verified: true }],
    });
    await desk.post('erp', '/v1/invoices', {
      id: invoice,
      customer,
      issued_on: day(-1),
      due_on: day(29),
      amount: usd('22400.00'),
    });
    const mail = await telling.mailTo(email, 'the copy of the invoice arrives', ({ text }) => text.includes(invoice));
    await telling.check(mail.text.includes('22,400.00'), 'it speaks of $22,400.00');
    await telling.until('it is recorded as sent', async () => {
      return (await toCustomer()).find(({ status }) => status === 'sent');
    });
    await telling.showFollowUp(customer);
    return mail;
  });

  await telling.step('opened', 'A mail provider loads the picture in it. That proves nothing.', async () => {
    const pixel = linkIn(copy, /\/o\/[^"'\s<>]+\.gif/);
    await desk.follow(pixel, { headers: { 'User-Agent': machine } });
    const opened = await telling.until('the opening is recorded', async () => {
      return (await toCustomer()).find(({ status }) => status === 'opened');
    });
    await telling.check(opened.history.at(-1)?.machine === true, 'opened, by a machine: the reminder still goes');
  });

  const dueAt = (await telling.customer(customer)).follow_up?.next_at ?? null;
  const reminder = await telling.step(
    'reminder',
    'Nobody answers. A durable timer waits for the reminder.',
    async () => {
      const second = ({ text }: Mail) => text.includes(invoice) && text !== copy.text;
      const mail = await telling.mailTo(email, 'the reminder goes out by itself', second, dueAt);
      await telling.check(mail.text.includes('22,400.00'), 'it asks for $22,400.00');
      await telling.until('it is recorded as sent', async () => {
        return (await toCustomer()).length === 2 && (await toCustomer())[1]?.status === 'sent' ? true : undefined;
      });
      await telling.showFollowUp(customer);
      return mail;
    },
  );
  const noticeAt = (await telling.customer(customer)).follow_up?.next_at ?? null;

  const promised = day(7);
  await telling.step('acknowledged', 'The customer follows the link in it, and names a day of payment.', async () => {
    const link = linkIn(reminder, /\/l\/[^"'\s<>]+/);
    const page = await desk.follow(link);
    await telling.check(page.status === 200 && page.text.includes('name="date"'), 'the page asks when they will pay');
    const answer = await desk.follow(link, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `date=${promised}`,
    });
    await telling.check(answer.status === 200, `they say: on ${promised}`);
    const next = await telling.until('the next step moves past that day', async () => {
      const at = (await telling.customer(customer)).follow_up?.next_at;
      return at && at > promised ? at : undefined;
    });
    await telling.showFollowUp(customer);
    await telling.check(next.slice(0, 10) === nextDay(promised), 'the next step is due the day after');
  });

  await telling.step('paid', 'The payment comes in.', async () => {
    await desk.post('erp', '/v1/payments', {
      id: `PMT-${tag}`,
      customer,
      received_at: new Date().toISOString(),
      amount: usd('22400.00'),
      bank_reference: invoice,
      allocations: [{ invoice, amount: usd('22400.00') }],
    });
    const booked = await telling.showInvoice(invoice);
    await telling.check(booked.open.value === '0.00', 'the invoice is settled');
  });

  await telling.step('silence', 'No further reminder, and the journal says why.', async () => {
    const entries = await telling.until('the follow-up ends', async () => {
      const all = await telling.list<Entry>(`/v1/customers/${customer}/timeline`);
      return all.some(({ type }) => type === 'ended') ? all : undefined;
    });
    const skipped = entries.find(({ type, event }) => type === 'reminder_decided' && event['decision'] === 'skip');
    await telling.show(
      'journal of the follow-up',
      entries.map(({ sequence, words }) => `${sequence}. ${words}`),
      `follow-up:${customer}`,
    );
    await telling.check(skipped?.event['reason'] === 'settled', `left out: ${skipped?.words ?? ''}`);
    await telling.check((await telling.customer(customer)).follow_up?.next_at === null, 'no timer is left');
    if (telling.watchToTheEnd && noticeAt !== null) {
      const later = new Date(Date.parse(noticeAt) + 2_000).toISOString();
      await telling.waitUntil('the instant of the final notice passes', later);
    }
    await telling.check(
      (await desk.mailsTo(email)).length === 2,
      'the customer got two mails: the copy and one reminder',
    );
    await telling.checkBooks();
  });
}

/** The address of a link in a mail, as the mail program shows it. */
function linkIn({ html, text }: Mail, pattern: RegExp): string {
  const found = new RegExp(`https?://[^"'\\s<>]*${pattern.source}`).exec(`${html ?? ''}\n${text}`);
  return (found?.[0] ?? '').replaceAll('&amp;', '&');
}

const nextDay = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
