import type { Knex } from 'knex';
import type { ExportedPolicy } from '../contracts/audit';
import { readExactInstant } from './exact-instant';
import { readExactJson } from './exact-json';
import { fromStore } from './transaction';

/** Every version that was published, in that order, as it is stored to the last digit. */
export async function listPublishedPolicies(knex: Knex): Promise<ExportedPolicy[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: (Omit<ExportedPolicy, 'kind' | 'content' | 'inexact'> & { content: string })[] }>(
      `select version, hash, content::text as content, author, published_by, reason, published_at::text as published_at
         from policies order by number`,
    ),
  );
  return rows.map(({ content: text, published_at, ...row }) => {
    const { value: content, exact } = readExactJson(text);
    const publishedAt = readExactInstant(published_at);
    return { kind: 'policy', ...row, content, published_at: publishedAt, ...(!exact && { inexact: true as const }) };
  });
}
