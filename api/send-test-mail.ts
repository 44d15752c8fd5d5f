import { createHash } from 'node:crypto';
import { domainOf } from '../adapters/mail/mailbox';
import type { Mailbox, MailSender } from '../adapters/mail/port';
import type { ApiDependencies } from './dependencies';

/** Sends what a template makes to whoever tries it out, marked as a test; it belongs to no case and is not kept. */
export function createSendTestMail(mail: MailSender, from: Mailbox): NonNullable<ApiDependencies['sendTestMail']> {
  return (to, written, at) => {
    const id = createHash('sha256').update(`${at} ${to.address} ${written.text}`).digest('hex').slice(0, 32);
    return mail.send({
      ...written,
      subject: `[Test] ${written.subject}`,
      from,
      to,
      messageId: `<test.${id}@${domainOf(from.address)}>`,
      autoSubmitted: 'auto-generated',
      date: at,
    });
  };
}
