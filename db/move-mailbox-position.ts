import type { Knex } from 'knex';
import type { MailboxPositionRow } from './rows';
import { fromStore } from './transaction';

/** Moves on, never back: of two that fetch the same mailbox for a moment, the one behind undoes nothing. */
export async function moveMailboxPosition(knex: Knex, position: MailboxPositionRow): Promise<void> {
  await fromStore(
    knex.raw(
      `insert into mailbox_positions as kept (mailbox, place, validity, uid, moved_at)
       values (:mailbox, :place, :validity, :uid, :moved_at)
       on conflict (mailbox) do update set
         place = excluded.place, validity = excluded.validity, moved_at = excluded.moved_at,
         uid = case when (kept.place, kept.validity) = (excluded.place, excluded.validity)
                    then greatest(kept.uid, excluded.uid) else excluded.uid end`,
      { ...position },
    ),
  );
}
