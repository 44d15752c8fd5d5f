import type { SendResult } from '../mail/port';

/** What goes to one person by SMS, chat or anything else that carries plain text. */
export interface TextMessage {
  /** Telephone number (E.164) or the name that the chat knows them by. */
  to: string;
  text: string;
  /** The same for every attempt at the same message; a delivery report names it. */
  reference: string;
}

/**
 * A channel besides mail. It answers as a mail server does, and never throws: `sent` when the other side took the text,
 * `failed` when it certainly did not, `unknown` when nobody can say; that is parked and never sent again blindly (I2).
 * What people write back, and reports of delivery, come in by a signed hook (docs/channels.md).
 */
export interface TextSender {
  send(message: TextMessage): Promise<SendResult>;
}
