import { domainOf } from '../adapters/mail/mailbox';
import { messageIdHeader } from '../adapters/mail/message-id';
import type { Mailbox, MailSender } from '../adapters/mail/port';
import { writeLoginCode } from '../adapters/mail/templates/login-code';
import type { ApiDependencies } from './dependencies';
import { codeMinutes } from './portal-login';

/**
 * Mails login codes straight from the API: a code must be in no history and no database, and one that is lost is simply
 * asked for again.
 */
export function createSendLoginCode(
  mail: MailSender,
  sender: Mailbox,
  secret: string,
): NonNullable<ApiDependencies['sendLoginCode']> {
  return ({ id, code, at, contact }) =>
    mail.send({
      from: sender,
      to: { name: null, address: contact.email },
      ...writeLoginCode(code, codeMinutes, contact.language ?? 'en', sender.name ?? domainOf(sender.address)),
      messageId: messageIdHeader(secret, `login-code.${id}`, `contact:${contact.id}`, domainOf(sender.address)),
      autoSubmitted: 'auto-generated',
      date: at,
    });
}
