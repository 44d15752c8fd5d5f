import { createHmac } from 'node:crypto';
import { storeReceivedMail } from '../db/store-received-mail';
import type { StoreMail } from './ports';

/** By which the same bytes are known again, and which tells nothing of them. */
const digestOf = (secret: string, raw: Buffer): string =>
  createHmac('sha256', secret).update('inquiry-desk\0raw mail\0').update(raw).digest('hex');

/** Implements `StoreMail`: nothing of the mail is looked at before it is durable. */
export const storeMail: StoreMail = async ({ db, secret, clock }, { mailbox, source, raw, uid, envelope }) =>
  storeReceivedMail(db, {
    source,
    mailbox: mailbox.name,
    team: mailbox.team ?? null,
    legal_entity: mailbox.legalEntity ?? null,
    digest: digestOf(secret, raw),
    uid_validity: uid?.validity ?? null,
    uid: uid?.uid ?? null,
    envelope: envelope ? { from: withoutNul(envelope.from), to: envelope.to.map(withoutNul) } : null,
    received_at: await clock.now(),
    raw,
  });

/** PostgreSQL's `jsonb` takes no NUL. */
const withoutNul = (address: string): string => address.replaceAll('\0', '');
