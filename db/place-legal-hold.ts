import type { Knex } from 'knex';
import type { Instant, PersonId } from '../contracts/ids';
import { lockErasures } from './lock-erasures';
import type { CustomerRow, IntakeRow, LegalHoldRow } from './rows';
import { inTransaction } from './transaction';

export type HoldSubject = { kind: LegalHoldRow['subject_kind']; id: string };

/** Keeps everything of a customer, or of one inquiry, from erasure until it is released. Null: there is no such subject. */
export async function placeLegalHold(
  knex: Knex,
  { subject, reason, by, at }: { subject: HoldSubject; reason: string; by: PersonId; at: Instant },
): Promise<LegalHoldRow | null> {
  return inTransaction(knex, async (transaction) => {
    await lockErasures(transaction);
    const { kind, id } = subject;
    const found =
      kind === 'customer'
        ? await transaction<CustomerRow>('customers').where({ id }).first('id')
        : await transaction<IntakeRow>('intakes').where({ reference: id }).first('id');
    if (found === undefined) return null;
    const [row] = await transaction<LegalHoldRow>('legal_holds')
      .insert({ subject_kind: kind, subject: id, reason, placed_by: by, placed_at: at })
      .returning('*');
    return row ?? null;
  });
}
