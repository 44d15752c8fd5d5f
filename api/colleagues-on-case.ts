import type { Knex } from 'knex';
import type { Instant, Reference } from '../contracts/ids';
import { listColleaguesOnCase } from '../db/list-colleagues-on-case';
import { addElapsed, minuteInMilliseconds } from '../domain/instant';
import type { Caller } from './caller';

/** For so long somebody who was seen on a case counts as being there; a client says so again within the half of it. */
const presenceMinutes = 2;

/** Everyone else who has the case open or has just changed it. Only people of ours are told. */
export async function colleaguesOnCase(knex: Knex, caller: Caller, reference: Reference, now: Instant) {
  if (caller.kind !== 'person') return [];
  const since = addElapsed(now, -presenceMinutes * minuteInMilliseconds);
  const found = await listColleaguesOnCase(knex, reference, caller.id, since);
  return found.map(({ person, name, activity, seenAt }) => ({ person, name, activity, seen_at: seenAt }));
}
