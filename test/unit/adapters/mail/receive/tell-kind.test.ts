import { tellKind } from '../../../../../adapters/mail/receive/tell-kind';
import { readReportMail, reportMails } from '../../../../support/report-mails';

const bounces = [
  ...['delayed', 'delivered', 'exchange-german', 'exim-no-host', 'exim-sender-refused', 'forwarded-and-full'],
  ...['internationalised', 'japanese-carrier', 'lost-boundary', 'no-recipient-named', 'notes', 'oldest-sendmail'],
  ...['postfix-unknown', 'qmail-full', 'ses-bounce', 'two-recipients'],
];
const kinds: Record<string, string[]> = {
  bounce: bounces,
  abuse_report: ['complaint', 'outlook-complaint', 'ses-complaint'],
  auto_reply: ['away-by-exchange', 'away-by-header', 'away-by-words', 'read-receipt'],
  list: ['list-post', 'newsletter'],
  ordinary: ['person-answers-away', 'person-attaches-bounce', 'person-forwards-bounce', 'person-writes-of-delivery'],
};

test.each(Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => [name, kind])))(
  'the mail "%s" is %s',
  async (name, kind) => {
    const told = tellKind(await readReportMail(name));
    expect(told.kind).toBe(kind);
    if (kind !== 'ordinary') expect(told.because).not.toEqual([]);
  },
);

test('every fixture has its kind here', () => {
  expect(Object.values(kinds).flat().sort()).toEqual([...reportMails].sort());
});

const mail = (headers: string, text = 'We dispute invoice 4711.') =>
  readReportMail(`From: Ann <ann@buyer.example>\nTo: inquiries@desk.example\n${headers}\n\n${text}\n`);
const kindOf = async (...given: Parameters<typeof mail>) => tellKind(await mail(...given)).kind;

test.each([
  ['Auto-Submitted: auto-generated', 'auto_reply'],
  ['Auto-Submitted: auto-notified; owner-email="ann@buyer.example"', 'auto_reply'],
  ['Auto-Submitted: (a person) NO', 'ordinary'],
  ['X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply', 'auto_reply'],
  ['X-Auto-Response-Suppress: RN', 'ordinary'],
  ['X-Autoreply: yes', 'auto_reply'],
  ['X-Autorespond: away', 'auto_reply'],
  ['Precedence: auto_reply', 'auto_reply'],
  ['Precedence: junk', 'auto_reply'],
  ['Precedence: bulk', 'list'],
  ['Precedence: normal', 'ordinary'],
  ['Subject: Report domain: desk.example Submitter: provider.example Report-ID: 1', 'auto_reply'],
  ['Return-Path: <>', 'auto_reply'],
  ['Return-Path: <ann@buyer.example>', 'ordinary'],
  ['Mailing-List: contact forum-help@lists.example', 'list'],
  ['Subject: Automatische Antwort: Ihre Rechnung', 'auto_reply'],
  ['Subject: Réponse automatique : votre facture', 'auto_reply'],
  ['Subject: Respuesta automática: su factura', 'auto_reply'],
  ['Subject: AW: Automatische Antwort: Ihre Rechnung', 'ordinary'],
])('a mail with "%s" is %s', async (header, kind) => {
  expect(await kindOf(header)).toBe(kind);
});

test('words about an absence count only when subject and text agree', async () => {
  expect(await kindOf('Subject: Out of office', 'I am out of the office until Monday.')).toBe('auto_reply');
  expect(await kindOf('Subject: Out of office', 'That stamp is on your invoice, why?')).toBe('ordinary');
  expect(await kindOf('Subject: Invoice 4711', 'I am out of the office until Monday, please call.')).toBe('ordinary');
});

test('an automatic reply that quotes a complaint about absence is told by what is above the quote', async () => {
  const quoted = 'Thank you, all is clear.\n\nOn Sun, 22 Nov 2026 at 09:00, Desk wrote:\n> I am out of the office\n';
  expect(await kindOf('Subject: Re: out of office', quoted)).toBe('ordinary');
});
