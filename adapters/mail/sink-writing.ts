import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { domainOf, isAddress, isHeaderText, readMailbox } from './mailbox';
import type { KeepMail, SinkMail } from './sink';
import { answerAddress } from './sink-conversations';

/** What a person has filled in, as a customer. */
export interface CustomerMail {
  /** `Ada Meyer <ada@customer.example>` or the bare address. */
  from: string;
  to: string;
  subject: string;
  text: string;
  attachments: { name: string; type: string; content: Buffer }[];
  /** The mail of the desk that it answers. */
  answers: SinkMail | null;
}

/** Hands a mail over to the desk. The words say what is wrong; nothing was kept then. */
export type SendCustomerMail = (mail: CustomerMail) => Promise<{ sent: SinkMail } | { problem: string }>;

/** Milliseconds for the desk to answer. */
const patience = 15_000;

/** Writes mails as any customer's program does, and submits them to the desk by SMTP. */
export function createCustomerMailer(deskUrl: string, keep: KeepMail): SendCustomerMail {
  return async (mail) => {
    const problem = findProblem(mail);
    if (problem !== null) return { problem };
    const from = readMailbox(mail.from);
    const raw = await compose(mail);
    const refused = await submit(deskUrl, { from: from.address, to: [mail.to] }, raw);
    if (refused !== null) return { problem: refused };
    return { sent: await keep({ sender: from.address, recipients: [mail.to], written: true }, raw) };
  };
}

/** What an answer to this mail begins with. */
export function beginAnswer(mail: SinkMail): Pick<CustomerMail, 'from' | 'to' | 'subject' | 'text'> {
  const quoted = mail.text.trimEnd().split('\n');
  return {
    from: mail.recipients[0] ?? '',
    to: answerAddress(mail.headers),
    subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
    text: `\n\nOn ${mail.receivedAt.slice(0, 10)} the desk wrote:\n${quoted.map((line) => `> ${line}`.trimEnd()).join('\n')}\n`,
  };
}

function findProblem({ from, to, subject, text }: CustomerMail): string | null {
  try {
    readMailbox(from);
  } catch {
    return 'From is not a mail address.';
  }
  if (!isAddress(to)) return 'To is not a mail address.';
  if (!isHeaderText(subject)) return 'The subject must be one line.';
  return text.trim() === '' ? 'There is no text yet.' : null;
}

function compose({ from, to, subject, text, attachments, answers }: CustomerMail): Promise<Buffer> {
  const { name, address } = readMailbox(from);
  const earlier = (answers?.headers['references'] ?? '').match(/<[^<>\s]+>/g) ?? [];
  return new MailComposer({
    from: { name: name ?? '', address },
    to,
    subject,
    text,
    messageId: `<${randomUUID()}@${domainOf(address)}>`,
    date: new Date(),
    ...(answers !== null &&
      answers.messageId !== '' && {
        inReplyTo: answers.messageId,
        references: [...earlier, answers.messageId],
      }),
    attachments: attachments.map(({ name: filename, type, content }) => ({ filename, contentType: type, content })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** Null when the desk has taken it. */
function submit(url: string, envelope: { from: string; to: string[] }, raw: Buffer): Promise<string | null> {
  const connection = new SMTPConnection({
    ...parseConnectionUrl(url),
    connectionTimeout: patience,
    socketTimeout: patience,
  });
  return new Promise((resolve) => {
    const end = (problem: string | null): void => {
      connection.close();
      resolve(problem);
    };
    connection.once('error', () => end('The desk does not take mail at the moment. Nothing was sent; try again.'));
    connection.connect(() => {
      connection.send(envelope, raw, (error) => {
        if (!error) return end(null);
        const words = (error as { response?: string }).response ?? 'no answer';
        end(`The desk did not take the mail: ${words}`);
      });
    });
  });
}
