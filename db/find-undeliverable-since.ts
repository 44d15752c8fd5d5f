import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

/** Since when mail to each of these contacts comes back for good; those whose mail arrives are left out. */
export async function findUndeliverableSince(
  knex: Knex,
  contacts: readonly string[],
): Promise<Record<string, Instant>> {
  if (contacts.length === 0) return {};
  const { rows } = await fromStore(
    knex.raw<{ rows: { contact: string; since: Instant }[] }>(
      `select c as contact, undeliverable_since(c) as since
         from unnest(?::text[]) as c where undeliverable_since(c) is not null`,
      [[...contacts]],
    ),
  );
  return Object.fromEntries(rows.map(({ contact, since }) => [contact, since]));
}
