import { randomUUID } from 'node:crypto';
import type { Case, List, Message } from './answers';
import { day } from './billing-dispute';
import type { Mail } from './desk-client';
import type { Story, Telling } from './telling';

/** Story 7: a conversation by mail, with the machines that take part in every one, and the same case in the portal. */
export const mailAndPortal: Story = {
  number: 7,
  title: 'A conversation by mail',
  words: 'A mail becomes a case, once. Answers find it, machines get no answer, and what comes back is known to have.',
  tell,
};

async function tell(telling: Telling): Promise<void> {
  const { desk, tag } = telling;
  const customer = `C-${tag}`;
  const invoice = `INV-${tag}`;
  const email = `ap-${tag}@brightwater-retail.example`;
  const from = `"Mary Okoro" <${email}>`;
  const to = desk.addresses.inquiry_address;
  const cases = () => telling.list<Case>(`/v1/inquiries?customer=${customer}`);
  const messages = (reference: string) => telling.list<Message>(`/v1/inquiries/${reference}/messages`);

  const reference = await telling.step('write', 'A customer writes a mail to the desk.', async () => {
    await desk.post('erp', '/v1/customers', {
      id: customer,
      name: `Brightwater Retail ${tag}`,
      legal_entity: 'halden-us',
      contacts: [{ name: 'Mary Okoro', email, verified: true }],
    });
    await desk.post('erp', '/v1/invoices', {
      id: invoice,
      customer,
      issued_on: day(-20),
      due_on: day(10),
      amount: { value: '4300.00', currency: 'USD' },
    });
    const mail = {
      from: email,
      to,
      subject: `Copy of invoice ${invoice}`,
      raw: [
        `From: ${from}`,
        `To: ${to}`,
        `Subject: Copy of invoice ${invoice}`,
        `Message-ID: <${randomUUID()}@brightwater-retail.example>`,
        `Date: ${new Date().toUTCString()}`,
        '',
        `Good morning,\r\n\r\nplease send us a copy of invoice ${invoice}.\r\n\r\nMary Okoro`,
      ].join('\r\n'),
    };
    await desk.mail(mail);
    await desk.mail(mail);
    const found = await telling.until('a case is open and has an owner', async () => {
      const [first] = await cases();
      if (!first) return undefined;
      const opened = await telling.inquiry(first.reference);
      return opened.assignee ? opened : undefined;
    });
    await telling.check((await cases()).length === 1, 'the same mail came twice, and is one case');
    await telling.showCase(found.reference);
    return found.reference;
  });

  const acknowledged = await telling.step('acknowledge', 'The desk says at once that it has it.', () =>
    telling.mailTo(email, 'the acknowledgement arrives', ({ subject }) => subject.includes(reference)),
  );

  const owner = (await telling.inquiry(reference)).assignee?.id ?? '';
  const path = `/v1/inquiries/${reference}`;
  const asked = await telling.step('ask', 'The owner asks something back.', async () => {
    await desk.post({ person: owner }, `${path}/starts`);
    await desk.post({ person: owner }, `${path}/information-requests`, {
      text: 'Shall we send it as PDF or on paper?',
    });
    return telling.mailTo(email, 'the question arrives', ({ text }) => text.includes('PDF or on paper'));
  });

  await telling.step('absence', 'An absence note comes first. It answers nothing, and gets no answer.', async () => {
    await desk.mail({
      from: email,
      to: answersTo(asked),
      subject: 'Out of office',
      text: 'I am away until Monday.',
      inReplyTo: asked.messageId,
      headers: { 'Auto-Submitted': 'auto-replied' },
    });
    await telling.until('the note is on the case', async () => {
      return (await messages(reference)).find(({ automatic }) => automatic === true);
    });
    const { status } = await telling.inquiry(reference);
    await telling.check(status === 'pending_customer', 'the case still waits for the customer');
  });

  await telling.step('answer', 'The customer answers from the same mail program.', async () => {
    await desk.mail({
      from,
      to: answersTo(asked),
      subject: `Re: ${asked.subject}`,
      text: 'As PDF, please.\n\nOn Monday the desk wrote:\n> Shall we send it as PDF or on paper?\n',
      inReplyTo: asked.messageId,
    });
    const answer = await telling.until('the answer is on the case', async () => {
      return (await messages(reference)).find(({ text }) => text?.startsWith('As PDF, please.'));
    });
    await telling.check(answer.sender_verified === true, 'the sender is verified: address and keyed answer fit');
    await telling.check(answer.text?.includes('>') === false, 'what was quoted is folded away');
    const { status } = await telling.inquiry(reference);
    await telling.check(status === 'in_progress', 'the case goes on');
    await telling.check(
      (await desk.mailsTo(email)).length === 2,
      `two mails went out: ${acknowledged.subject}, and the question`,
    );
  });

  await telling.step('portal', 'The same case in the portal, signed in to by a mailed code.', async () => {
    const json = (body: unknown) => ({
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const portal = `${desk.addresses.api}/v1/portal`;
    await desk.follow(`${portal}/login-codes`, json({ email }));
    const mail = await telling.mailTo(email, 'the code arrives', ({ text }) => codeIn(text) !== undefined);
    const { text } = await desk.follow(`${portal}/sessions`, json({ email, code: codeIn(mail.text) }));
    const session = (JSON.parse(text) as { token: string }).token;
    await desk.post({ person: owner }, `${path}/notes`, { text: 'A note that no customer ever sees.' });
    const seen = await desk.get<List<Case>>({ session }, '/v1/portal/inquiries');
    await telling.check(seen.data.map((one) => one.reference).join() === reference, 'they see their case and no other');
    const said = await desk.get<unknown>({ session }, `/v1/portal/inquiries/${reference}/messages`);
    await telling.check(!JSON.stringify(said).includes('no customer ever sees'), 'and no note of ours');
  });

  await telling.step('bounce', 'The next mail comes back: the mailbox is gone.', async () => {
    await desk.post({ person: owner }, `${path}/replies`, { text: 'Here is your copy.' });
    const sent = await telling.mailTo(email, 'the reply goes out', (one) => one.text.includes('Here is your copy.'));
    await desk.mail({ from: '', to: sent.sender, raw: nonDeliveryReport(sent.sender, email) });
    const bounced = await telling.until('the message is known to have come back', async () => {
      return (await messages(reference)).find(({ status }) => status === 'bounced');
    });
    await telling.check(bounced.direction === 'out', 'the reply is marked as bounced, and the team is told');
    await telling.checkWorkflow(reference);
  });
}

const answersTo = ({ headers }: Mail): string => /[^\s<>]+@[^\s<>]+/.exec(headers['reply-to'] ?? '')?.[0] ?? '';

const codeIn = (text: string): string | undefined => /^[A-Z0-9]{4}-[A-Z0-9]{4}$/m.exec(text)?.[0];

/** As a mail server writes it (RFC 3464). */
const nonDeliveryReport = (to: string, recipient: string): string =>
  [
    'From: Mail Delivery System <MAILER-DAEMON@mail.brightwater-retail.example>',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
    '',
    '--report',
    'Content-Type: text/plain',
    '',
    `The mail could not be delivered to ${recipient}: user unknown.`,
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.brightwater-retail.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '--report--',
    '',
  ].join('\r\n');
