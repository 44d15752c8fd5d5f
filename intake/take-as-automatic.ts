import type { Owner } from '../contracts/ids';
import { insertIntake } from '../db/insert-intake';
import { storeTexts } from '../db/store-texts';
import type { MailAtHand, Taken } from './take-mail';
import { wordsOf } from './words-of-mail';

/** Mail of a machine that leads to nothing: it is kept, accounted for, and answered by nobody. */
export async function takeAsAutomatic(hand: MailAtHand, about: { owner: Owner } | null): Promise<Taken> {
  const { transaction, row, mail, sourceKey, digest, contact, policyVersion, now } = hand;
  const owner = about?.owner ?? null;
  const content = owner === null ? `received-mail/${row.id}` : `${owner}/mail-${row.id}/mail`;
  await storeTexts(transaction, [{ id: content, content: JSON.stringify(wordsOf(mail)), customer: null }], now);
  const intake = await insertIntake(transaction, {
    source_key: sourceKey,
    digest,
    content,
    disposition: 'automatic',
    about: owner,
    customer: null,
    contact: contact?.id ?? null,
    policyVersion,
    legalEntity: row.legal_entity,
    at: now,
  });
  return { disposition: 'automatic', intake, owner, message: null, content, dispatches: [] };
}
