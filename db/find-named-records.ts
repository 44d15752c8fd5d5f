import type { Knex } from 'knex';
import { fromStore } from './transaction';

/**
 * What a text may name of anybody's account: customers, invoices, payments and bank references of the whole books that
 * occur in it, whatever their case. It may find too much: a name within a word. The caller looks again.
 */
export async function findNamedRecords(knex: Knex, text: string): Promise<{ names: string[]; numbers: string[] }> {
  const plain = text.normalize('NFKC').replace(/\s+/g, ' ');
  const { rows } = await fromStore(
    knex.raw<{ rows: { kind: 'name' | 'number'; word: string }[] }>(
      `with candidates as materialized (select distinct lower(word) as word from unnest(:words::text[]) as word)
       select 'name' as kind, name as word from customers
        where position(lower(regexp_replace(normalize(name, NFKC), '\\s+', ' ', 'g')) in lower(:plain)) > 0
        union all
       select 'number', id from invoices where lower(id) in (select word from candidates)
        union all
       select 'number', id from payments where lower(id) in (select word from candidates)
        union all
       select 'number', bank_reference from payments
        where lower(regexp_replace(normalize(bank_reference, NFKC), '\\s+', ' ', 'g')) in (select word from candidates)
          and bank_reference ~ '[0-9]'`,
      { words: candidatesIn(plain), plain },
    ),
  );
  const words = (kind: string) => rows.filter((row) => row.kind === kind).map(({ word }) => word);
  return { names: words('name'), numbers: words('number') };
}

/**
 * Everything in the text that may be an id or a bank reference: words, their parts around marks that no id holds
 * (`INV-1/INV-2`), and up to six words in a row (`RF18 5390 0754`). A bank reference without a digit is not looked for:
 * payers choose them, and one that says `payment` would silence everybody.
 */
function candidatesIn(plain: string): string[] {
  const words = plain.split(' ').map(trimMarks);
  const rows = words.flatMap((_word, from) =>
    Array.from({ length: 6 }, (_, more) => trimMarks(words.slice(from, from + more + 1).join(' '))),
  );
  const parts = plain.split(/[^\p{L}\p{N}._-]+/u).map(trimMarks);
  return [...new Set([...rows, ...parts])].filter((word) => word !== '' && word.length <= 200);
}

const trimMarks = (word: string): string => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
