import type { Knex } from 'knex';
import type { Instant, PersonId, Reference } from '../contracts/ids';
import { fromStore } from './transaction';

export type PresenceActivity = 'viewing' | 'writing';

/** Notes that somebody has a case open, or, with null, that they have left it. */
export async function recordPresence(
  knex: Knex,
  reference: Reference,
  person: PersonId,
  activity: PresenceActivity | null,
  seenAt: Instant,
): Promise<void> {
  const presence = { reference, person };
  if (activity === null) {
    await fromStore(knex('presences').where(presence).delete());
    return;
  }
  const row = { ...presence, activity, seen_at: seenAt };
  await fromStore(knex('presences').insert(row).onConflict(['reference', 'person']).merge());
}
