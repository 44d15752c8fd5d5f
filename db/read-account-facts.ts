import type { Knex } from 'knex';
import type { Amount } from '../contracts/inquiry';
import type { CustomerId, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** What would give an account away: names, numbers of invoices and payments, and their amounts. */
export interface AccountFacts {
  names: string[];
  numbers: string[];
  amounts: Amount[];
}

/** Of the customer that a case is about (known or only claimed), and of everything linked to the case. */
export async function readAccountFacts(knex: Knex, owner: Owner, customer: CustomerId | null): Promise<AccountFacts> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { kind: 'name' | 'number'; word: string; currency: string | null; minor: number[] | null }[] }>(
      `select 'name' as kind, name as word, null as currency, null as minor from customers where id = :customer
        union all
       select 'number', i.id, i.currency, array[i.open, i.original]::float8[] from invoices i
        where i.customer = :customer or i.id in (select id from links where owner = :owner and kind = 'invoice')
        union all
       select 'number', p.id, p.currency, array[p.unapplied, p.amount]::float8[] from payments p
        where p.customer = :customer or p.id in (select id from links where owner = :owner and kind = 'payment')`,
      { customer, owner },
    ),
  );
  return {
    names: rows.filter(({ kind }) => kind === 'name').map(({ word }) => word),
    numbers: rows.filter(({ kind }) => kind === 'number').map(({ word }) => word),
    amounts: rows.flatMap(({ currency, minor }) =>
      currency === null ? [] : (minor ?? []).map((units) => ({ minor: units, currency })),
    ),
  };
}
