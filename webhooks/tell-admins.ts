import type { Knex } from 'knex';
import { escapeHtml } from '../adapters/mail/escape-html';
import { domainOf } from '../adapters/mail/mailbox';
import { messageIdHeader } from '../adapters/mail/message-id';
import type { Mailbox, MailSender } from '../adapters/mail/port';
import type { Instant } from '../contracts/ids';
import type { Language } from '../contracts/vocabulary';
import { listAdmins } from '../db/list-admins';

export interface SwitchedOff {
  db: Knex;
  mail: MailSender;
  sender: Mailbox;
  /** Keys the Message-ID. */
  secret: string;
  at: Instant;
  webhook: string;
  because: 'failing' | 'gone';
}

const words: Record<Language, { subject: string; failing: string; gone: string; next: string }> = {
  en: {
    subject: 'Webhook switched off',
    failing: 'has accepted nothing for five days and was switched off.',
    gone: 'says that it is gone for good (410) and was switched off.',
    next: 'Mend the endpoint, switch the webhook on again and replay from its seen_position: nothing is lost.',
  },
  de: {
    subject: 'Webhook abgeschaltet',
    failing: 'hat seit fünf Tagen nichts angenommen und wurde abgeschaltet.',
    gone: 'meldet, dass es ihn nicht mehr gibt (410), und wurde abgeschaltet.',
    next: 'Beheben Sie den Fehler, schalten Sie den Webhook wieder ein und spielen Sie ab seiner seen_position nach: Es geht nichts verloren.',
  },
  fr: {
    subject: 'Webhook désactivé',
    failing: 'n’a rien accepté depuis cinq jours et a été désactivé.',
    gone: 'indique qu’il n’existe plus (410) et a été désactivé.',
    next: 'Corrigez le point d’accès, réactivez le webhook et rejouez à partir de sa seen_position : rien n’est perdu.',
  },
  es: {
    subject: 'Webhook desactivado',
    failing: 'no ha aceptado nada desde hace cinco días y se ha desactivado.',
    gone: 'indica que ya no existe (410) y se ha desactivado.',
    next: 'Corrija el punto de acceso, vuelva a activar el webhook y repita desde su seen_position: no se pierde nada.',
  },
};

/**
 * Mails every admin that a webhook was switched off. What counts is that it stands so in `GET /v1/webhooks`: a mail that cannot
 * be sent now is not sent later.
 */
export async function tellAdmins({ db, mail, sender, secret, at, webhook, because }: SwitchedOff): Promise<void> {
  const domain = domainOf(sender.address);
  for (const { id, name, email, languages } of await listAdmins(db)) {
    const said = words[languages[0] ?? 'en'];
    const text = `Webhook ${webhook} ${said[because]}\n\n${said.next}\n`;
    await mail.send({
      from: sender,
      to: { name, address: email },
      subject: said.subject,
      text,
      html: `<p>${escapeHtml(text.trim()).replaceAll('\n\n', '</p><p>')}</p>`,
      messageId: messageIdHeader(secret, `webhook.${webhook}.${Date.parse(at)}`, `person:${id}`, domain),
      autoSubmitted: 'auto-generated',
      date: at,
    });
  }
}
