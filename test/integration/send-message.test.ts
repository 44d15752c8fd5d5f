import { randomUUID } from 'node:crypto';
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Knex } from 'knex';
import { createSendMessage, type SendMessagePorts } from '../../activities/send-message';
import { createStillDue } from '../../activities/still-due';
import { createEmbeddedLedger } from '../../adapters/ledger/embedded';
import { readBounceAddress } from '../../adapters/mail/bounce-address';
import { readReplyAddress } from '../../adapters/mail/thread-address';
import { createSmtpSender } from '../../adapters/mail/smtp';
import { startMailSink, type MailSink } from '../../adapters/mail/sink';
import { verifyLink } from '../../adapters/mail/links';
import { messageIdFor, type Owner } from '../../contracts/ids';
import { connect } from '../../db/connect';
import { findAttemptByBounceToken } from '../../db/find-attempt-by-bounce-token';
import { insertContact } from '../../db/insert-contact';
import { insertCustomer } from '../../db/insert-customer';
import { insertLegalEntity } from '../../db/insert-legal-entity';
import { insertPerson } from '../../db/insert-person';
import { listParkedSends } from '../../db/list-parked-sends';
import { readDefaultPolicy, type PolicyStore } from '../../db/policies';
import { storeFile } from '../../db/store-file';
import { hashText } from '../../db/store-texts';
import { initialFollowUp } from '../../domain/follow-up/state';
import type { Policy } from '../../domain/policy';
import { createTestDatabase, type TestDatabase } from '../support/database';

const secret = 'a secret of at least thirty-two characters';
const reference = 'INQ-2026-000042';
const caseOwner: Owner = `inquiry:${reference}`;
const followUp: Owner = 'follow-up:C-100';

describe('sending a message', () => {
  let database: TestDatabase;
  let db: Knex;
  let sink: MailSink;
  let now: string;
  let due: boolean;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = connect(database.url);
    sink = await startMailSink({ smtpPort: 0, httpPort: 0 });
    await insertLegalEntity(db, { id: 'E', name: 'E Ltd', country: 'GB', currency: 'USD', zone: 'Europe/London' });
    const customer = { legal_entity: 'E', zone: 'Europe/Berlin', language: 'de' as const };
    await insertCustomer(db, { ...customer, id: 'C-100', name: 'Hartwell & Sons Ltd' });
    await insertCustomer(db, { ...customer, id: 'C-200', name: 'Silent Customer', open_tracking: false });
    await insertCustomer(db, { ...customer, id: 'C-300', name: 'Customer without an address' });
    const created = { created_at: '2026-01-01T00:00:00.000Z' };
    const known = { name: 'Änne Hartwell', verified: true };
    await insertContact(db, { ...created, ...known, id: 'known', customer: 'C-100', email: 'anne@hartwell.example' });
    await insertContact(db, {
      ...created,
      id: 'claims',
      customer: 'C-300',
      name: 'Mallory',
      email: 'm@claims.example',
    });
    await insertContact(db, {
      ...created,
      id: 'stranger',
      customer: null,
      name: 'Buy <b>pills</b>',
      email: 's@x.example',
    });
    await insertContact(db, {
      ...created,
      ...known,
      id: 'silent',
      customer: 'C-200',
      email: 'silent@customer.example',
    });
    await insertPerson(db, { id: 'olga', name: 'Olga', email: 'olga@desk.example', person: 'olga', languages: ['fr'] });
    const ledger = createEmbeddedLedger(db);
    const posting = { legalEntity: 'E', customer: 'C-100', at: '2026-01-01T00:00:00.000Z' };
    const amount = { minor: 2240000, currency: 'USD' };
    for (const invoice of ['INV-1', 'INV-2']) {
      await ledger.issueInvoice({
        ...posting,
        key: invoice,
        invoice,
        issuedOn: '2026-01-01',
        dueOn: '2026-02-01',
        amount,
      });
    }
    const received = { receivedAt: '2026-03-04T12:00:00.000Z', amount: { minor: 2130000, currency: 'USD' } };
    await ledger.recordPayment({
      ...posting,
      ...received,
      key: 'P-1',
      payment: 'P-1',
      bankReference: 'RF18 5390  0754x',
    });
    await setCase({ customer: 'C-100', contact: 'known', level: 'verified', language: 'en' });
  });
  afterAll(async () => {
    await db.destroy();
    await sink.stop();
    await database.drop();
  });
  beforeEach(async () => {
    now = '2026-03-06T09:00:00.000Z';
    due = true;
    sink.clear();
    await db('send_attempts').update({ started_at: '2026-01-01T00:00:00.000Z' });
  });

  const activity = (changes: Partial<SendMessagePorts> = {}) => {
    const send = createSendMessage({
      db,
      mail: createSmtpSender({ url: sink.smtpUrl }),
      clock: { now: () => now },
      publicUrl: 'https://desk.example',
      secret,
      sender: { name: 'Inquiry Desk', address: 'desk@desk.example' },
      stillDue: async () => due,
      teamAddress: async (team) => (team === 'billing' ? { name: 'Billing', address: 'billing@desk.example' } : null),
      ...changes,
    });
    return (message: string) => send({ subject: message, data: {} });
  };

  const setCase = (given: { customer: string | null; contact: string; level: string; language: string }) =>
    db('owners')
      .insert({
        owner: caseOwner,
        kind: 'inquiry',
        sequence: 1,
        hash: '',
        state: JSON.stringify({
          customer: given.customer,
          contact: given.contact,
          language: given.language,
          identification: { level: given.level, method: 'none' },
        }),
      })
      .onConflict('owner')
      .merge();

  let steps = 0;
  /** Queues a message as a case or follow-up would, and returns its id. */
  const queue = async (message: {
    owner?: Owner;
    purpose: string;
    recipient: object;
    text?: string | null;
    items?: object[];
  }): Promise<string> => {
    steps += 1;
    const { owner = caseOwner, purpose, recipient, text, items } = message;
    const step = `${purpose}-${steps}`;
    const id = messageIdFor(owner, step);
    const textId = text === undefined ? null : randomUUID();
    if (text !== undefined) {
      const erased = text === null ? { erased_at: now } : {};
      const hash = hashText('', text ?? '');
      await db('texts').insert({ id: textId, content: text, salt: '', hash, stored_at: now, ...erased });
    }
    await db('messages').insert({
      id,
      owner,
      direction: 'out',
      purpose,
      step,
      recipient: JSON.stringify(recipient),
      text: textId,
      items: items ? JSON.stringify(items) : null,
      status: 'pending',
      sequence: steps,
      created_at: now,
    });
    return id;
  };
  const reply = (text = 'We have looked into it.', contact = 'known') =>
    queue({ purpose: 'reply', recipient: { contact }, text });
  const item = (invoice: string, minor: number) => ({ invoice, amount: { minor, currency: 'USD' }, step: 'first' });
  const reminder = (customer = 'C-100') =>
    queue({
      owner: `follow-up:${customer}`,
      purpose: 'reminder',
      recipient: { customer },
      items: [item('INV-1', 1460000), item('INV-2', 100000)],
    });
  const parked = async () => (await listParkedSends(db, now)).map(({ message, reason }) => ({ message, reason }));
  const mailOf = (message: string) => sink.mails().filter(({ messageId }) => messageId.startsWith(`<${message}.`));

  it('sends a reply once, however often it is asked to', async () => {
    const message = await reply();
    expect(await activity()(message)).toEqual({ result: 'done' });
    expect(await activity()(message)).toEqual({ result: 'done' });
    const [mail, ...others] = mailOf(message);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ recipients: ['anne@hartwell.example'], subject: `Ihre Anfrage ${reference}` });
    expect(mail?.text).toContain('Guten Tag Änne Hartwell,');
    expect(mail?.text).toContain('We have looked into it.');
    expect(mail?.headers['auto-submitted']).toBeUndefined();
    const address = /<(.+)>/.exec(mail?.headers['reply-to'] ?? '')?.[1] ?? '';
    expect(readReplyAddress(secret, address)).toBe(reference);
    const [attempt] = await db('send_attempts').where({ message });
    expect(attempt).toMatchObject({ recipient: 'contact:known', message_id: mail?.messageId, result: 'sent' });
  });

  it('names the mail in its envelope sender, so that a bounce leads back to it', async () => {
    const message = await reply();
    await activity()(message);
    const token = readBounceAddress(mailOf(message)[0]?.sender ?? '') ?? '';
    expect(await findAttemptByBounceToken(db, token)).toEqual({
      message,
      owner: caseOwner,
      recipient: 'contact:known',
    });
    expect(await findAttemptByBounceToken(db, token.replace(/./g, '0'))).toBeNull();
  });

  it('lets a customer unsubscribe from what follows a reminder, by a link for that alone', async () => {
    const message = await reminder();
    await activity()(message);
    const header = mailOf(message)[0]?.headers['list-unsubscribe'] ?? '';
    const token = /^<https:\/\/desk\.example\/m\/([^?>]+)\?lang=de>$/.exec(header)?.[1] ?? '';
    expect(verifyLink(secret, 'mail-preferences', token, now)).toBe(message);
    expect(verifyLink(secret, 'acknowledge', token, now)).toBeNull();
    expect(mailOf(message)[0]?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    const answer = await reply();
    await activity()(answer);
    expect(mailOf(answer)[0]?.headers['list-unsubscribe']).toBeUndefined();
  });

  it('sends files along, and nothing when one of them is gone, in quarantine or for a stranger', async () => {
    const file = { kind: 'upload' as const, name: 'note.pdf', media_type: 'application/pdf', stored_at: now };
    const stored = await storeFile(db, { ...file, content: Buffer.from('%PDF a note') });
    const along = async (files: object[]) => {
      const message = await reply('See the file.');
      await db('messages')
        .where({ id: message })
        .update({ attachments: JSON.stringify(files) });
      return message;
    };
    const message = await along([stored]);
    expect(await activity()(message)).toEqual({ result: 'done' });
    expect(mailOf(message)[0]?.headers['content-type']).toContain('multipart/mixed');

    const gone = { result: 'failed', detail: 'attachment_missing' };
    expect(await activity()(await along([{ ...stored, hash: 'f'.repeat(64) }]))).toEqual(gone);
    await db('files').where({ id: stored.id }).update({ quarantined: 'executable' });
    expect(await activity()(await along([stored]))).toEqual(gone);
    await db('files').where({ id: stored.id }).update({ quarantined: null });
    await db('contacts').where({ id: 'known' }).update({ verified: false });
    await setCase({ customer: 'C-100', contact: 'known', level: 'claimed', language: 'en' });
    expect(await activity()(await along([stored]))).toEqual({ result: 'failed', detail: 'not_identified' });
    await db('contacts').where({ id: 'known' }).update({ verified: true });
    await setCase({ customer: 'C-100', contact: 'known', level: 'verified', language: 'en' });
  });

  it('sends once when asked many times at once', async () => {
    const message = await reply();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => activity()(message)));
    expect(mailOf(message)).toHaveLength(1);
    expect(outcomes.filter(({ result }) => result === 'done').length).toBeGreaterThanOrEqual(1);
    expect(await db('send_attempts').where({ message }).pluck('result')).toEqual(['sent']);
  });

  it('continues the thread of what came in and of what was sent before', async () => {
    const first = await reply();
    await activity()(first);
    const second = await reply();
    const received = async () => ['<original@hartwell.example>'];
    await activity({ receivedMessageIds: received })(second);
    const headers = mailOf(second)[0]?.headers;
    expect(headers?.['in-reply-to']).toBe('<original@hartwell.example>');
    expect(headers?.['references']).toContain(mailOf(first)[0]?.messageId);
    expect(headers?.['references']).toMatch(/<original@hartwell\.example>$/);
  });

  it.each([true, false])('never sends again when the connection fell after the data (stored: %p)', async (stored) => {
    const message = await reply();
    sink.misbehave({ at: 'end_of_data', drop: true, stored });
    expect(await activity()(message)).toEqual({ result: 'unknown', detail: 'connection_lost' });
    expect(await activity()(message)).toEqual({ result: 'unknown', detail: 'connection_lost' });
    expect(mailOf(message)).toHaveLength(stored ? 1 : 0);
    expect(await parked()).toContainEqual({ message, reason: 'connection_lost' });
  });

  it('parks what was interrupted between the attempt and its end, and never sends it', async () => {
    const message = await reply();
    const killed = { send: () => new Promise<never>(() => {}) };
    void activity({ mail: killed })(message);
    while ((await db('send_attempts').where({ message })).length === 0) await new Promise((go) => setTimeout(go, 10));

    expect(await parked()).not.toContainEqual(expect.objectContaining({ message }));
    expect(await activity()(message)).toEqual({ result: 'unknown', detail: 'interrupted' });
    expect(await activity()(message)).toEqual({ result: 'unknown', detail: 'interrupted' });
    expect(mailOf(message)).toEqual([]);
    expect(await parked()).toContainEqual({ message, reason: 'interrupted' });
  });

  it('shows an attempt without a result as parked after a while, also when nobody asks again', async () => {
    const message = await reply();
    await db('send_attempts').insert({ message, recipient: 'contact:known', message_id: '<x@y>', started_at: now });
    now = '2026-03-06T09:10:01.000Z';
    expect(await parked()).toContainEqual({ message, reason: 'interrupted' });
  });

  it('lets the slow sender who knows correct the one who only suspected', async () => {
    const message = await reply();
    sink.misbehave({ at: 'end_of_data', delay: 500 });
    const slow = activity()(message);
    while ((await db('send_attempts').where({ message })).length === 0) await new Promise((go) => setTimeout(go, 10));
    expect(await activity()(message)).toEqual({ result: 'unknown', detail: 'interrupted' });
    expect(await slow).toEqual({ result: 'done' });
    expect(await parked()).not.toContainEqual(expect.objectContaining({ message }));
    expect(mailOf(message)).toHaveLength(1);
  });

  it('sends again after a temporary refusal', async () => {
    const message = await reply();
    sink.misbehave({ at: 'recipient', refuse: 451 });
    await expect(activity()(message)).rejects.toMatchObject({ type: 'mail_deferred', nonRetryable: false });
    expect(await parked()).not.toContainEqual(expect.objectContaining({ message }));
    expect(await activity()(message)).toEqual({ result: 'done' });
    expect(mailOf(message)).toHaveLength(1);
  });

  it('sends again after nobody was there', async () => {
    const message = await reply();
    const nobody = createSmtpSender({ url: 'smtp://127.0.0.1:1' });
    await expect(activity({ mail: nobody })(message)).rejects.toThrow('connection_refused');
    expect(await activity()(message)).toEqual({ result: 'done' });
  });

  it('gives up after a permanent refusal', async () => {
    const message = await reply();
    sink.misbehave({ at: 'recipient', refuse: 550 });
    expect(await activity()(message)).toEqual({ result: 'failed', detail: 'smtp_550' });
    expect(await activity()(message)).toEqual({ result: 'failed', detail: 'smtp_550' });
    expect(mailOf(message)).toEqual([]);
  });

  it('sends a reminder with everything that is collectable, a link and an open-tracking picture', async () => {
    const message = await reminder();
    expect(await activity()(message)).toEqual({ result: 'done' });
    const [mail] = mailOf(message);
    expect(mail?.headers['auto-submitted']).toBe('auto-generated');
    expect(mail?.subject).toBe('Zahlungserinnerung: 2 Rechnungen');
    const text = mail?.text.replace(/\u00a0/g, ' ') ?? '';
    expect(text).toContain('INV-1');
    expect(text).toContain('14.600,00 $');
    expect(text).toMatch(/Summe +15\.600,00 \$/);
    const token = /https:\/\/desk\.example\/l\/([^?\s]+)\?lang=de/.exec(text)?.[1] ?? '';
    expect(verifyLink(secret, 'acknowledge', token, now)).toBe(message);
    expect(verifyLink(secret, 'acknowledge', token, '2026-06-30T00:00:00.000Z')).toBeNull();
    const picture = /https:\/\/desk\.example\/o\/(.+?)\.gif/.exec(mail?.html ?? '')?.[1] ?? '';
    expect(verifyLink(secret, 'open', picture, now)).toBe(message);
  });

  it('leaves the picture out where the customer does not allow it', async () => {
    const message = await reminder('C-200');
    expect(await activity()(message)).toEqual({ result: 'done' });
    expect(mailOf(message)[0]?.html).not.toContain('<img');
  });

  it('leaves the picture out where the policy does not allow it', async () => {
    const message = await reminder();
    expect(await activity({ openTracking: async () => false })(message)).toEqual({ result: 'done' });
    expect(mailOf(message)[0]?.html).not.toContain('<img');
  });

  it('does not send a reminder for what is not due any more, and leaves no attempt', async () => {
    const message = await reminder();
    due = false;
    expect(await activity()(message)).toEqual({ result: 'failed', detail: 'superseded' });
    expect(await db('send_attempts').where({ message })).toEqual([]);
    expect(mailOf(message)).toEqual([]);
  });

  it('calls back what would reach the customer in quiet hours, or what is paid, a copy of an invoice as well', async () => {
    const { reminders } = await readDefaultPolicy();
    const quiet = { '*': { hours: { from: '20:00', to: '08:00' } } };
    const policy = { reminders: { ...reminders, quiet } } as unknown as Policy;
    const policies: PolicyStore = { load: async () => policy, newest: async () => policy, find: async () => policy };
    const tracked = { dueDate: '2026-02-01', legalEntity: 'E', nextStep: 1, nextAt: null, holds: [] };
    const state = { ...initialFollowUp('C-100'), invoices: { 'INV-1': { ...tracked, inCollections: false } } };
    await db('owners').insert({
      owner: followUp,
      kind: 'follow-up',
      sequence: 1,
      hash: '',
      state: JSON.stringify(state),
    });
    const stillDue = createStillDue(db, policies, { now: () => now });
    const copy = (minor: number) =>
      queue({ owner: followUp, purpose: 'invoice', recipient: { customer: 'C-100' }, items: [item('INV-1', minor)] });
    const message = await copy(2240000);
    // The customer is in Berlin, an hour ahead.
    for (const instant of ['2026-03-06T18:59:00.000Z', '2026-03-06T06:59:30.000Z']) {
      now = instant;
      expect(await stillDue(message)).toBe(true);
    }
    for (const instant of ['2026-03-06T19:00:00.000Z', '2026-03-06T06:58:00.000Z']) {
      now = instant;
      expect(await stillDue(message)).toBe(false);
    }
    const dayTime = { clock: { now: () => '2026-03-06T09:00:00.000Z' } };
    now = '2026-03-06T09:00:00.000Z';
    expect(await activity({ ...dayTime, stillDue })(await copy(100))).toEqual({
      result: 'failed',
      detail: 'superseded',
    });
  });

  it('still says that a reminder was sent when it is not due any more', async () => {
    const message = await reminder();
    await activity()(message);
    due = false;
    expect(await activity()(message)).toEqual({ result: 'done' });
  });

  it('sends nothing about an account to a customer without a verified address', async () => {
    const message = await reminder('C-300');
    expect(await activity()(message)).toEqual({ result: 'failed', detail: 'no_recipient' });
  });

  it('acknowledges with the reference only, at most three times an hour', async () => {
    const outcomes = [];
    for (let time = 0; time < 4; time += 1) {
      const message = await queue({ purpose: 'acknowledgement', recipient: { contact: 'stranger' } });
      outcomes.push(await activity()(message));
    }
    expect(outcomes).toEqual([
      { result: 'done' },
      { result: 'done' },
      { result: 'done' },
      { result: 'failed', detail: 'acknowledgement_limit' },
    ]);
    const mails = sink.mails('s@x.example');
    expect(mails).toHaveLength(3);
    for (const mail of mails) {
      expect(mail.text).toContain(reference);
      expect(mail.headers['auto-submitted']).toBe('auto-generated');
      expect(mail.text + mail.html + JSON.stringify(mail.headers)).not.toMatch(/pills|Hartwell|INV-/);
    }
    now = '2026-03-06T10:00:01.000Z';
    const message = await queue({ purpose: 'acknowledgement', recipient: { contact: 'stranger' } });
    expect(await activity()(message)).toEqual({ result: 'done' });
  });

  it('says nothing of an account to somebody who only claims to be the customer', async () => {
    await setCase({ customer: 'C-100', contact: 'claims', level: 'claimed', language: 'fr' });
    const refused = { result: 'failed', detail: 'not_identified' };
    const recipient = { contact: 'claims' };
    const items = [item('INV-1', 100)];
    expect(await activity()(await reply('Your invoice INV-1 is open.', 'claims'))).toEqual(refused);
    expect(await activity()(await reply('Dear Hartwell & Sons Ltd', 'claims'))).toEqual(refused);
    expect(await activity()(await reply('You owe $22,400.00', 'claims'))).toEqual(refused);
    expect(await activity()(await queue({ purpose: 'payment_confirmation', recipient }))).toEqual(refused);
    expect(await activity()(await queue({ purpose: 'invoice', recipient, items }))).toEqual(refused);
    expect(sink.mails()).toEqual([]);

    const message = await reply('Please call us, so that we can make sure who you are.', 'claims');
    expect(await activity()(message)).toEqual({ result: 'done' });
    expect(mailOf(message)[0]?.text).toMatch(/^Bonjour,/);
    expect(mailOf(message)[0]?.headers['to']).not.toContain('Mallory');

    await setCase({ customer: 'C-100', contact: 'claims', level: 'verified', language: 'fr' });
    expect(await activity()(await reply('Your invoice INV-1 is open.', 'claims'))).toEqual({ result: 'done' });
    await setCase({ customer: 'C-100', contact: 'known', level: 'verified', language: 'en' });
  });

  describe('to somebody who is not identified, with no customer on the case', () => {
    const write = (purpose: string, text: string) => queue({ purpose, recipient: { contact: 'stranger' }, text });
    const purposes = ['reply', 'information_request', 'resolution'];
    beforeAll(async () => {
      await setCase({ customer: null, contact: 'stranger', level: 'none', language: 'en' });
    });
    afterAll(async () => {
      await setCase({ customer: 'C-100', contact: 'known', level: 'verified', language: 'en' });
    });

    it.each(
      [
        'Is it about invoice inv-1?',
        'Is it about (INV-1/INV-9)?',
        'We found payment P-1.',
        'Your bank wrote rf18 5390 0754X, is that so?',
        'Are you with HARTWELL &\n Sons Ltd?',
        'Do you mean USD 1?',
        'Do you mean 21,300.00?',
      ].flatMap((text) => purposes.map((purpose) => [purpose, text])),
    )('%s is not sent: %s', async (purpose = '', text = '') => {
      const message = await write(purpose, text);
      expect(await activity()(message)).toEqual({ result: 'failed', detail: 'not_identified' });
      expect(mailOf(message)).toEqual([]);
      expect(await db('send_attempts').where({ message })).toEqual([]);
    });

    it.each(purposes)('%s that holds nothing of an account is sent', async (purpose) => {
      const message = await write(purpose, 'Which invoice is it (not INV-12)? Call +44 20 7946 0018 by 6 March 2026.');
      expect(await activity()(message)).toEqual({ result: 'done' });
      expect(mailOf(message)).toHaveLength(1);
    });
  });

  it('is not fooled by a verified address of another customer', async () => {
    expect(await activity()(await reply('Your invoice INV-1 is open.', 'silent'))).toEqual({
      result: 'failed',
      detail: 'not_identified',
    });
  });

  it('names in an alert of a follow-up its customer, and nothing of the account', async () => {
    const alert = await queue({ owner: followUp, purpose: 'alert', recipient: { team: 'billing' } });
    expect(await activity()(alert)).toEqual({ result: 'done' });
    expect(mailOf(alert)).toMatchObject([
      { subject: 'C-100 needs your attention', text: expect.stringContaining('follow-up of customer C-100') },
    ]);
    expect(mailOf(alert)[0]?.text).not.toContain('Hartwell');
  });

  it('alerts teams and colleagues, in their language', async () => {
    const team = await queue({ purpose: 'alert', recipient: { team: 'billing' } });
    const person = await queue({ purpose: 'alert', recipient: { person: 'olga' } });
    const caseUrl = () => 'https://desk.example/console/42';
    expect(await activity({ caseUrl })(team)).toEqual({ result: 'done' });
    expect(await activity()(person)).toEqual({ result: 'done' });
    expect(mailOf(team)[0]).toMatchObject({
      recipients: ['billing@desk.example'],
      subject: `${reference} needs your attention`,
    });
    expect(mailOf(team)[0]?.text).toContain('https://desk.example/console/42');
    expect(mailOf(person)[0]?.subject).toBe(`${reference} requiert votre attention`);
    const nobody = await queue({ purpose: 'alert', recipient: { team: 'gone' } });
    expect(await activity()(nobody)).toEqual({ result: 'failed', detail: 'no_recipient' });
  });

  it('confirms a payment with what was paid', async () => {
    await db('links').insert({ owner: caseOwner, kind: 'payment', id: 'P-1' });
    const message = await queue({ purpose: 'payment_confirmation', recipient: { contact: 'known' } });
    expect(await activity()(message)).toEqual({ result: 'done' });
    expect(mailOf(message)[0]?.text.replace(/\u00a0/g, ' ')).toContain('21.300,00 $');
  });

  it.each([
    ['a message that is not there', async () => 'inquiry.none', 'message_unknown'],
    [
      'a text that was erased',
      () => queue({ purpose: 'reply', recipient: { contact: 'known' }, text: null }),
      'text_erased',
    ],
    ['a reply without a text', () => queue({ purpose: 'reply', recipient: { contact: 'known' } }), 'content_missing'],
    [
      'a contact that is not there',
      () => queue({ purpose: 'acknowledgement', recipient: { contact: 'none' } }),
      'no_recipient',
    ],
    [
      'a reminder of nothing',
      () => queue({ owner: followUp, purpose: 'reminder', recipient: { customer: 'C-100' } }),
      'content_missing',
    ],
  ])('refuses %s', async (_what, make, detail) => {
    expect(await activity()(await make())).toEqual({ result: 'failed', detail });
  });

  it('refuses to let a name break out of its header', async () => {
    await db('contacts').where({ id: 'known' }).update({ name: 'Anne\r\nBcc: other@x.example' });
    const message = await reply();
    expect(await activity()(message)).toEqual({ result: 'failed', detail: 'header_invalid' });
    await db('contacts').where({ id: 'known' }).update({ name: 'Änne Hartwell' });
  });

  it('keeps the answer of the mail server while the database is away', async () => {
    const message = await reply();
    const line = await startLine(Number(new URL(database.url).port));
    const remote = connect(database.url.replace(/:\d+\//, `:${line.port}/`));
    const mail = {
      // The worst moment: after the mail was taken, before that is written down.
      send: async () => {
        line.interrupt(700);
        return { result: 'sent' as const };
      },
    };
    expect(await activity({ mail, db: remote })(message)).toEqual({ result: 'done' });
    expect(await db('send_attempts').where({ message }).pluck('result')).toEqual(['sent']);
    await remote.destroy();
    line.stop();
  });
});

/** A line to the database that can be interrupted: whoever uses it sees the database refuse connections meanwhile. */
async function startLine(target: number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connectSocket(target, '127.0.0.1');
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on('error', () => {});
      end.on('close', () => sockets.delete(end));
    }
    socket.pipe(onward).pipe(socket);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const interrupt = (milliseconds: number) => {
    stop();
    setTimeout(() => void listen(port), milliseconds);
  };
  return { port, interrupt, stop };
}
