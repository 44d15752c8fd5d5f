import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import { fromStore } from './transaction';

/** A customer with everyone under the same ultimate parent: they may pay for each other. */
export async function listCustomerGroup(knex: Knex, customer: CustomerId): Promise<CustomerId[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { id: CustomerId }[] }>(
      `with recursive above as (
         select id, parent from customers where id = ?
         union
         select c.id, c.parent from customers c join above on c.id = above.parent
       ), below as (
         select id from above where parent is null
         union
         select c.id from customers c join below on c.parent = below.id
       )
       select id from below`,
      [customer],
    ),
  );
  return rows.map(({ id }) => id);
}
