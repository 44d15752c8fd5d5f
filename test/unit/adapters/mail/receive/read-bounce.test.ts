import { readBounce } from '../../../../../adapters/mail/receive/read-bounce';
import { readReportMail } from '../../../../support/report-mails';

const whatBecame = async (name: string) =>
  readBounce(await readReportMail(name))?.recipients.map(({ address, kind, reason }) => `${address} ${kind} ${reason}`);

test.each([
  ['postfix-unknown', ['ann@buyer.example hard mailbox_unknown']],
  ['forwarded-and-full', ['ann@home.example soft mailbox_full']],
  ['exchange-german', ['ann@buyer.example hard mailbox_unknown']],
  ['two-recipients', ['ann@buyer.example hard suspended', 'bob@buyer.example soft rejected_as_spam']],
  ['delayed', ['ann@buyer.example soft delayed']],
  ['internationalised', ['Jürgen@buyer.example hard mailbox_unknown']],
  ['qmail-full', ['ann@buyer.example soft mailbox_full']],
  ['exim-no-host', ['ann@buyer.example hard host_unknown']],
  ['exim-sender-refused', ['ann@buyer.example soft sender_blocked']],
  ['notes', ['ann@buyer.example hard mailbox_unknown']],
  ['oldest-sendmail', ['ann@buyer.example hard mailbox_unknown']],
  ['japanese-carrier', ['ann@carrier.example hard mailbox_unknown']],
  ['no-recipient-named', ['4915550000001@carrier.example hard mailbox_unknown']],
  ['lost-boundary', ['ann@buyer.example hard mailbox_unknown']],
  ['ses-bounce', ['ann@buyer.example hard mailbox_unknown']],
  ['delivered', []],
])('of the bounce "%s" it says whom it is about and why', async (name, expected) => {
  expect(await whatBecame(name)).toEqual(expected);
});

test.each(['complaint', 'away-by-header', 'list-post', 'person-forwards-bounce', 'person-attaches-bounce'])(
  'the mail "%s" is no bounce',
  async (name) => {
    expect(readBounce(await readReportMail(name))).toBeNull();
  },
);

test('behind a forwarding it names the address that failed and the one that was written to', async () => {
  const bounce = readBounce(await readReportMail('forwarded-and-full'));
  expect(bounce?.recipients[0]).toEqual({
    address: 'ann@home.example',
    sentTo: 'ann@buyer.example',
    kind: 'soft',
    reason: 'mailbox_full',
    status: '5.2.2',
    diagnostic: '552 5.2.2 Over quota',
  });
});

test('a report of success names who was served and nobody who failed', async () => {
  expect(readBounce(await readReportMail('delivered'))).toMatchObject({
    recipients: [],
    delivered: ['ann@buyer.example'],
  });
});

test.each(['postfix-unknown', 'qmail-full', 'exim-no-host', 'notes', 'ses-bounce'])(
  'the bounce "%s" names the mail that came back',
  async (name) => {
    expect(readBounce(await readReportMail(name))?.originalMessageId).toBe('<m-42.0123@desk.example>');
  },
);

test.each([
  [
    '450 4.1.1 <ann@buyer.example>: Recipient address rejected: unverified address: user unknown',
    'soft',
    'mailbox_unknown',
  ],
  ['550 5.1.1 User unknown', 'hard', 'mailbox_unknown'],
  ['550-5.2.1 The email account that you tried to reach is inactive.', 'hard', 'suspended'],
  ['552 5.2.2 user is over quota', 'soft', 'mailbox_full'],
  ['552 5.3.4 Message size exceeds fixed limit', 'soft', 'too_big'],
  [
    '554 5.7.1 Service unavailable; client [192.0.2.1] blocked using bl.spam.example blocklist',
    'soft',
    'sender_blocked',
  ],
  ['550 5.7.26 This mail has been blocked because the sender is unauthenticated', 'soft', 'authentication_failed'],
  ['550 5.7.1 Relay access denied', 'soft', 'relay_denied'],
  ['552 5.7.0 Virus found, message rejected', 'soft', 'content_rejected'],
  ['452 4.3.2 Connection rate limit exceeded', 'soft', 'rate_limited'],
  ['556 5.1.10 Domain does not accept mail (nullMX)', 'hard', 'takes_no_mail'],
  ['550 5.1.6 recipient no longer on server', 'hard', 'mailbox_moved'],
  ['501 5.1.3 Bad recipient address syntax', 'hard', 'address_invalid'],
  ['554 5.4.6 Too many hops', 'soft', 'loop'],
  ['connect to mx.buyer.example[192.0.2.7]:25: Connection refused', 'soft', 'host_unreachable'],
  ['Host or domain name not found. Name service error: Host not found, try again', 'soft', 'host_unreachable'],
  ['Message expired, could not be delivered within 5 days', 'soft', 'expired'],
  ['451 4.3.0 Error: queue file write error', 'soft', 'system_problem'],
  ['503 5.5.1 Bad sequence of commands', 'soft', 'protocol_error'],
  ['554 5.7.0 Local policy violation', 'soft', 'policy'],
  ['550 5.0.0 Nyaan', 'hard', 'undetermined'],
  ['451 4.0.0 Nyaan', 'soft', 'undetermined'],
  ['550 5.1.1 spam@blocklist.example: no such user, see https://quota.example/full', 'hard', 'mailbox_unknown'],
])('"%s" is %s: %s', async (diagnostic, kind, reason) => {
  const status = /\b[45]\.\d\.\d+/.exec(diagnostic)?.[0] ?? '5.0.0';
  const mail = await readReportMail(
    'From: mailer-daemon@mx.desk.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n' +
      'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.desk.example\n\nFinal-Recipient: rfc822; ann@buyer.example\n' +
      `Action: failed\nStatus: ${status}\nDiagnostic-Code: smtp; ${diagnostic}\n\n--b--\n`,
  );
  expect(readBounce(mail)?.recipients).toEqual([
    expect.objectContaining({ address: 'ann@buyer.example', kind, reason, status }),
  ]);
});
