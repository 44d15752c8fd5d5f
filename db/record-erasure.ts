import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { Actor } from '../contracts/messages';
import type { ErasurePlan, ErasureSubject } from './plan-erasure';
import type { ErasureRow } from './rows';

export interface NewErasure {
  subject: ErasureSubject;
  basis: ErasureRow['basis'];
  reason: string;
  actor: Actor;
  at: Instant;
}

/**
 * Removes what was planned and writes down who, when, why and which, in the caller's transaction. Of a text the content and
 * its salt go, so that the hash in the journal says nothing any more; ids, hashes and instants stay. So it is with files; of a
 * mail the addresses and its own id go as well.
 */
export async function recordErasure(
  transaction: Knex.Transaction,
  { texts, files, contacts, customers, heldBack }: ErasurePlan,
  { subject, basis, reason, actor, at }: NewErasure,
): Promise<ErasureRow> {
  await transaction('texts')
    .whereRaw('id = any(?::text[])', [texts])
    .whereNotNull('content')
    .update({ content: null, salt: null, erased_at: at });
  await transaction('files')
    .whereRaw('id::text = any(?::text[])', [files])
    .whereNotNull('content')
    .update({ content: null, salt: null, name: null, content_id: null, erased_at: at });
  await transaction('received_mails')
    .whereRaw('file::text = any(?::text[])', [files])
    .update({ envelope: null, message_id: null });
  await transaction('contacts')
    .whereRaw('id = any(?::text[])', [contacts])
    .update({
      name: null,
      // Nobody's address (RFC 2606), and one that nobody can have taken before: addresses are unique.
      email: transaction.raw(`'erased-' || gen_random_uuid() || '@erased.invalid'`),
      verified: false,
      erased_at: at,
    });
  await transaction('customers')
    .whereRaw('id = any(?::text[])', [customers])
    .update({ name: transaction.raw(`'erased ' || id`), erased_at: at });
  const [row] = await transaction<ErasureRow>('erasures')
    .insert({
      subject_kind: subject.kind,
      subject: subject.id,
      basis,
      reason,
      actor: JSON.stringify(actor) as never,
      texts,
      contacts,
      customers,
      files,
      held_back: JSON.stringify(heldBack) as never,
      erased_at: at,
    })
    .returning('*');
  return row as ErasureRow;
}
