import type { Knex } from 'knex';
import { findHandle, type TextChannel } from '../../db/contact-handles';
import type { MailSender } from '../mail/port';
import type { TextSender } from './port';

/**
 * Sends by mail what goes to a mail address, and by its channel what goes to somebody who is known by that channel only. The
 * sender above writes the same attempt row before either, so that whatever carries it, nothing is sent twice (invariant I2).
 */
export function routeByChannel(
  db: Knex,
  mail: MailSender,
  channels: Partial<Record<TextChannel, TextSender>>,
): MailSender {
  return {
    async send(message) {
      const found = await findHandle(db, message.to.address);
      if (!found) return mail.send(message);
      const sender = channels[found.channel];
      if (!sender) return { result: 'failed', code: 'channel_not_configured', permanent: true };
      if (found.handle === null) return { result: 'failed', code: 'recipient_erased', permanent: true };
      const reference = message.messageId.replace(/^<|>$/g, '');
      return sender.send({ to: found.handle, text: message.text, reference });
    },
  };
}
