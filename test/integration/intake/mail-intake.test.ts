import { createSweepWaiting } from '../../../activities/sweep-waiting';
import { followUpOwner, inquiryOwner, type Reference } from '../../../contracts/ids';
import type { InquiryEvent } from '../../../contracts/inquiry';
import { countUnreadMails } from '../../../db/count-unread-mails';
import { readEntries } from '../../../db/journal';
import type { ReceivedMailRow } from '../../../db/rows';
import { createIntakeMetrics } from '../../../intake/intake-metrics';
import type { ReceivingMailbox } from '../../../intake/ports';
import { receiveMail } from '../../../intake/receive-mail';
import { storeMail } from '../../../intake/store-mail';
import { startTestDesk, type TestDesk } from '../../support/desk';
import { writeRawMail, type RawMail } from '../../support/write-raw-mail';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
}, 60_000);
afterAll(() => desk.stop());

const billing: ReceivingMailbox = { name: 'billing', team: 'billing' };
const support: ReceivingMailbox = { name: 'support', team: 'customer_service' };
const customer = 'Ruth Calloway <ap@meridian-outdoor.example>';
const tideway = 'Priya Nair <finance@tideway-marine.example>';
const harrow = 'Alistair Finch <accounts@harrow-finch.example>';
const ours = 'desk@halden.example';

const arrives = (mail: RawMail, mailbox = billing) =>
  receiveMail(desk.intake, { mailbox, source: 'smtp', raw: writeRawMail(mail) });

async function row(id: string): Promise<ReceivedMailRow> {
  return (await desk.db<ReceivedMailRow>('received_mails').where({ id }).first())!;
}

const referenceOf = async (id: string): Promise<Reference> => (await row(id)).owner!.slice('inquiry:'.length);

const events = async (reference: Reference): Promise<InquiryEvent[]> =>
  (await desk.journal(reference)).map(({ event }) => event);

const told = <Type extends InquiryEvent['type']>(reference: Reference, type: Type, count = 1) =>
  desk.eventually(async () => {
    const found = (await events(reference)).filter((event) => event.type === type);
    return found.length >= count && (found as Extract<InquiryEvent, { type: Type }>[]);
  });

/** A mail becomes a case; returns it with the acknowledgement that its sender got. */
async function opened(mail: Partial<RawMail> = {}) {
  const raw = {
    from: customer,
    to: ours,
    subject: 'Invoice INV-10421 is wrong',
    text: 'The second delivery never came.',
  };
  const { id, disposition } = await arrives({ ...raw, ...mail });
  expect(disposition).toBe('new_inquiry');
  const reference = await referenceOf(id);
  await told(reference, 'routed');
  const acknowledgement = await desk.eventually(async () =>
    desk.mail.mails().find(({ headers }) => headers['reply-to']?.includes(reference)),
  );
  return { id, reference, acknowledgement };
}

test('a mail becomes a case of the customer whose address it is, and its answer comes to the same case', async () => {
  const attachment = { name: 'proof of delivery.txt', type: 'text/plain', content: 'Nothing was delivered.' };
  const { id, reference, acknowledgement } = await opened({
    attachment,
    messageId: '<first@meridian-outdoor.example>',
  });
  const [received] = await events(reference);
  expect(received).toMatchObject({ type: 'inquiry_received', channel: 'email', contact: 'contact-1003-1' });
  expect(received?.type === 'inquiry_received' && received.attachments).toHaveLength(1);
  expect(await desk.state(reference)).toMatchObject({
    customer: 'C-1003',
    identification: { level: 'verified', method: 'sender_address' },
    links: [{ kind: 'invoice', id: 'INV-10421' }],
  });
  expect(
    await desk
      .db('files')
      .where({ owner: inquiryOwner(reference) })
      .orderBy('kind')
      .pluck('kind'),
  ).toEqual(['attachment', 'raw_mail']);
  expect(await row(id)).toMatchObject({ status: 'processed', kind: 'ordinary', acknowledged: true });
  // Our answer stands in the customer's own thread.
  expect(acknowledgement.headers).toMatchObject({ 'in-reply-to': '<first@meridian-outdoor.example>' });

  const answer = {
    from: customer,
    to: acknowledgement.headers['reply-to']!,
    subject: `Re: ${acknowledgement.subject}`,
    text: `Here is more about it.\n\nOn Mon, 2 Mar 2026 at 10:00, Halden Supply <desk@halden.example> wrote:\n> We have received your inquiry ${reference}.`,
    inReplyTo: acknowledgement.messageId,
  };
  const second = await arrives(answer);
  expect(second.disposition).toBe('message_on_case');
  const [message] = await told(reference, 'message_received');
  expect(message).toMatchObject({ channel: 'email', senderVerified: true, thanksOnly: false });
  expect(message!.answers).toBeDefined();
  expect(await desk.db('texts').where({ id: message!.text.id }).pluck('content')).toEqual(['Here is more about it.']);
  const answered = (await events(reference)).filter((event) => event.type === 'message_status_changed');
  expect(answered).toContainEqual(
    expect.objectContaining({ message: message!.answers, status: 'responded', evidence: 'reply' }),
  );
});

test('the same mail to two mailboxes, fetched twice, is one case, and both teams are told', async () => {
  const mail = {
    from: customer,
    to: ours,
    subject: 'Two mailboxes',
    text: 'One and the same.',
    messageId: '<two@x.example>',
  };
  const first = await arrives(mail);
  const again = await arrives(mail);
  expect(again).toEqual({ ...first, stored: 'before' });
  const relayed = { ...mail, headers: { Received: 'from relay.example by mx2.halden.example; Mon, 2 Mar 2026' } };
  const other = await arrives(relayed, support);
  expect(other.disposition).toBe('duplicate');
  const fetchedAgain = await arrives({ ...relayed, headers: { Received: 'from another.example' } }, support);
  expect(fetchedAgain.disposition).toBe('duplicate');
  const reference = await referenceOf(first.id);
  expect(await referenceOf(other.id)).toBe(reference);
  expect(await told(reference, 'copy_received')).toEqual([
    { type: 'copy_received', copy: other.id, channel: 'email', mailbox: 'support', team: 'customer_service' },
  ]);
  const { team } = await desk.state(reference);
  const teams: string[] = await desk
    .db('alerts')
    .where({ owner: inquiryOwner(reference) })
    .distinct('team')
    .pluck('team');
  expect(teams.sort()).toEqual([...new Set([team, 'customer_service'])].sort());
});

test('an address with a made-up token, and a sender whom nobody knows, never speak for the customer', async () => {
  const { reference, acknowledgement } = await opened({ subject: 'About tokens' });
  const keyed = /[^<\s]+@[^>\s]+/.exec(acknowledgement.headers['reply-to']!)![0];
  const forged = keyed.replace(/\.[0-9a-f]{24}@/, `.${'0'.repeat(24)}@`);

  const guessed = await arrives({ from: customer, to: forged, subject: 'Hello', text: 'Please close this.' });
  expect(guessed.disposition).toBe('message_on_case');
  const overheard = await arrives({
    from: 'Eve <eve@elsewhere.example>',
    to: keyed,
    subject: 'Hello',
    text: 'Pay me.',
  });
  expect(overheard.disposition).toBe('message_on_case');
  const messages = await told(reference, 'message_received', 2);
  expect(messages.map(({ senderVerified }) => senderVerified)).toEqual([false, false]);

  const both = await arrives({ from: 'Eve <eve@elsewhere.example>', to: forged, subject: 'Hi', text: 'Tell me all.' });
  expect(both.disposition).toBe('new_inquiry');
  const named = await arrives({
    from: 'Eve <eve@elsewhere.example>',
    to: ours,
    subject: `Re: ${reference}`,
    text: 'And?',
  });
  expect(named.disposition).toBe('new_inquiry');
  const [stranger] = await told(await referenceOf(named.id), 'inquiry_received');
  expect(stranger).toMatchObject({ suggests: reference });
  expect((await desk.state(await referenceOf(named.id))).customer).toBeNull();
});

test('an automatic answer is recorded on its case and changes nothing; one to nobody is kept, and answered by nobody', async () => {
  const { reference, acknowledgement } = await opened({ from: harrow, subject: 'On holiday' });
  const away = {
    from: harrow,
    to: ours,
    subject: 'Out of office',
    text: 'I am away.',
    headers: { 'Auto-Submitted': 'auto-replied' },
  };
  const onCase = await arrives({ ...away, inReplyTo: acknowledgement.messageId });
  expect(onCase.disposition).toBe('automatic');
  expect(await told(reference, 'message_received')).toEqual([expect.objectContaining({ automatic: true })]);
  expect(
    (await events(reference)).some((event) => event.type === 'message_status_changed' && event.status === 'responded'),
  ).toBe(false);

  const alone = await arrives(away);
  expect(await row(alone.id)).toMatchObject({ disposition: 'automatic', owner: null, acknowledged: false });
});

test('somebody whose mail server forbids automatic answers is heard, and gets none', async () => {
  const { id, disposition } = await arrives({
    from: harrow,
    to: ours,
    subject: 'The amount of HAL-3007 is wrong',
    text: 'Please look at it.',
    headers: { 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
  });
  expect(disposition).toBe('new_inquiry');
  expect(await row(id)).toMatchObject({ kind: 'auto_reply', acknowledged: false, contact: expect.any(String) });
});

test.each([
  ['two authors', `${customer}, Somebody <somebody@elsewhere.example>`],
  ['two addresses', '<ap@meridian-outdoor.example> <somebody@elsewhere.example>'],
  ['two headers', `${customer}\r\nFrom: somebody@elsewhere.example`],
])('a mail of %s speaks for no customer', async (_, from) => {
  const { id, disposition } = await arrives({ from, to: ours, subject: `My account, ${from.length}`, text: 'Hello' });
  expect(disposition).toBe('new_inquiry');
  expect(await row(id)).toMatchObject({ contact: null, acknowledged: false });
  const [received] = await told(await referenceOf(id), 'inquiry_received');
  expect(received).toMatchObject({ contact: null });
});

test('what cannot be read is kept, says why, and is read when it is tried again', async () => {
  const { id, status } = await receiveMail(desk.intake, { mailbox: billing, source: 'imap', raw: Buffer.alloc(0) });
  expect(status).toBe('failed');
  expect(await row(id)).toMatchObject({ problem: 'mail_empty', disposition: null });

  const watched = createIntakeMetrics({ countUnread: () => countUnreadMails(desk.db) });
  expect(await watched.registry.metrics()).toContain('inquiry_desk_mails_unread{status="failed"} 1');
  const without = createIntakeMetrics({ countUnread: () => Promise.reject(new Error('the database is away')) });
  expect(await without.registry.metrics()).toContain('inquiry_desk_mails_stored_total');
});

test('an answer to a reminder opens a case about its invoices, and the follow-up knows that it was answered', async () => {
  const owner = followUpOwner('C-1003');
  await desk.engine.signal(owner, 'track', {
    id: 'track-for-answer',
    type: 'track',
    actor: { kind: 'integration', id: 'erp' },
    data: { invoice: 'INV-10421', issued: true },
  });
  const invoice = await desk.eventually(async () =>
    desk.mail.mails('ap@meridian-outdoor.example').find(({ messageId }) => messageId.startsWith('<follow-up.')),
  );
  const { id } = await arrives({
    from: customer,
    to: ours,
    subject: 'Re: your invoice',
    text: 'We will look into it.',
    inReplyTo: invoice.messageId,
  });
  const reference = await referenceOf(id);
  await told(reference, 'routed');
  expect((await desk.state(reference)).links).toContainEqual({ kind: 'invoice', id: 'INV-10421' });
  await desk.eventually(async () =>
    (await readEntries<{ type: string; status?: string }>(desk.db, owner)).some(
      ({ event }) => event.status === 'responded',
    ),
  );
});

test('a bounce is matched by the envelope sender of our mail, and becomes a fact on the message', async () => {
  const { reference, acknowledgement } = await opened({ from: tideway, subject: 'Will bounce' });
  expect(acknowledgement.sender).toMatch(/^bounces\+[0-9a-f]{32}@halden\.example$/);
  const report = [
    'From: MAILER-DAEMON@mx.tideway-marine.example',
    `To: ${acknowledgement.sender}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'The mail could not be delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.tideway-marine.example',
    '',
    'Final-Recipient: rfc822; finance@tideway-marine.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '',
    '--b--',
    '',
  ];
  const { id, disposition } = await receiveMail(desk.intake, {
    mailbox: billing,
    source: 'lmtp',
    raw: Buffer.from(report.join('\r\n')),
    envelope: { from: '', to: [acknowledgement.sender] },
  });
  expect(disposition).toBe('automatic');
  const changes = await desk.eventually(async () => {
    const found = (await events(reference)).filter((event) => event.type === 'message_status_changed');
    return found.some(({ status }) => status === 'bounced') && found;
  });
  expect(changes.at(-1)).toMatchObject({
    status: 'bounced',
    evidence: 'bounce',
    bounce: { kind: 'hard', reason: 'mailbox_unknown' },
  });
  expect(await row(id)).toMatchObject({
    kind: 'bounce',
    owner: inquiryOwner(reference),
    message: changes.at(-1)!.message,
  });

  // The same words to an address that nobody has been given are kept, and change nothing.
  const made = Buffer.from(report.join('\r\n').replaceAll(/bounces\+[0-9a-f]{32}/g, `bounces+${'0'.repeat(32)}`));
  const forged = await receiveMail(desk.intake, { mailbox: billing, source: 'lmtp', raw: made });
  expect(await row(forged.id)).toMatchObject({ disposition: 'automatic', owner: null, message: null });
});

test('a complaint about our mail becomes a case of its own, and compliance is told by mail', async () => {
  const report = [
    'From: feedback@provider.example',
    `To: ${ours}`,
    'Subject: complaint',
    'Message-ID: <complaint@provider.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is an abuse report.',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Provider/1.0',
    'Version: 1',
    '',
    '--b--',
    '',
  ];
  const { id, disposition } = await receiveMail(desk.intake, {
    mailbox: billing,
    source: 'smtp',
    raw: Buffer.from(report.join('\r\n')),
  });
  expect(disposition).toBe('new_inquiry');
  const reference = await referenceOf(id);
  const queued = await told(reference, 'message_queued');
  expect(queued.map(({ purpose }) => purpose)).not.toContain('acknowledgement');
  const people: string[] = await desk.db('people').whereRaw(`'compliance' = any(roles)`).pluck('id');
  expect(people.length).toBeGreaterThan(0);
  for (const person of people) expect(queued.map(({ recipient }) => recipient)).toContainEqual({ person });
});

test('what a killed process has stored and not processed, the sweep takes up', async () => {
  const raw = writeRawMail({ from: harrow, to: ours, subject: 'Left behind', text: 'Nobody has looked at this.' });
  const { id } = await storeMail(desk.intake, { mailbox: billing, source: 'imap', raw });
  expect(await row(id)).toMatchObject({ status: 'waiting', attempts: 0 });
  const later = new Date(Date.now() + 60_000).toISOString();
  const sweep = createSweepWaiting(desk.db, desk.engine, desk.intake);
  expect((await sweep({ now: later })).mails).toBe(1);
  await told(await referenceOf(id), 'inquiry_received');
  expect((await sweep({ now: later })).mails).toBe(0);
});
