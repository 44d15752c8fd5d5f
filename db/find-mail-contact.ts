import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import type { Language } from '../contracts/vocabulary';
import { fromStore } from './transaction';

/** A contact with what its customer has agreed to. */
export interface MailContact {
  id: string;
  name: string | null;
  email: string;
  /** Control of the address was proved. */
  verified: boolean;
  customer: CustomerId | null;
  /** Of the customer; null without one. */
  language: Language | null;
  openTracking: boolean;
  /** Name and address were erased: nobody is to be written to. */
  erased: boolean;
  /** Mail came back for good, and nobody has said since then that the address works. */
  undeliverable: boolean;
}

const select = `select c.id, c.name, c.email, c.verified, c.customer, u.language,
                       coalesce(u.open_tracking, false) and coalesce(p.open_tracking, true) as "openTracking", c.erased_at is not null as erased,
                       undeliverable_since(c.id) is not null as undeliverable
                  from contacts c left join customers u on u.id = c.customer
                       left join mail_preferences p on p.contact = c.id`;

/** Throws `StoreUnavailable`. */
export async function findMailContact(knex: Knex, id: string): Promise<MailContact | null> {
  const { rows } = await fromStore(knex.raw<{ rows: MailContact[] }>(`${select} where c.id = ?`, [id]));
  return rows[0] ?? null;
}

/**
 * Where mail to a customer goes: of the verified contacts whose mail does not come back the one known for longest. Null when there is none, because what goes to a
 * customer speaks of the account. Throws `StoreUnavailable`.
 */
export async function findMailContactOfCustomer(knex: Knex, customer: CustomerId): Promise<MailContact | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: MailContact[] }>(
      `${select} where c.customer = ? and c.verified and c.erased_at is null and undeliverable_since(c.id) is null order by c.created_at, c.id limit 1`,
      [customer],
    ),
  );
  return rows[0] ?? null;
}
