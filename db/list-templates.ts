import type { Knex } from 'knex';
import type { Instant, PersonId } from '../contracts/ids';
import type { TemplateContent } from '../contracts/template-words';
import { shippedTemplates } from './shipped-templates';
import { fromStore } from './transaction';

/** A version of a template. Version 0 is the one that ships; nobody of ours wrote it. */
export interface TemplateVersion {
  id: string;
  version: number;
  content: TemplateContent;
  author: PersonId | null;
  reason: string | null;
  publishedAt: Instant | null;
}

const columns = 'id, version, content, author, reason, published_at as "publishedAt"';

/** Every template as it is in force, by id. Throws `StoreUnavailable`. */
export async function listTemplates(knex: Knex): Promise<TemplateVersion[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: TemplateVersion[] }>(
      `select distinct on (id) ${columns} from message_templates order by id, version desc`,
    ),
  );
  const published = new Map(rows.map((row) => [row.id, row]));
  const untouched = [...(await shippedTemplates())].filter(([id]) => !published.has(id));
  return [...rows, ...untouched.map(([id, content]) => asShipped(id, content))].sort((one, other) =>
    one.id < other.id ? -1 : 1,
  );
}

/** All versions of one template, the newest first; none when there is no such template. Throws `StoreUnavailable`. */
export async function listTemplateVersions(knex: Knex, id: string): Promise<TemplateVersion[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: TemplateVersion[] }>(
      `select ${columns} from message_templates where id = ? order by version desc`,
      [id],
    ),
  );
  const content = (await shippedTemplates()).get(id);
  return content ? [...rows, asShipped(id, content)] : rows;
}

const asShipped = (id: string, content: TemplateContent): TemplateVersion => ({
  id,
  version: 0,
  content,
  author: null,
  reason: null,
  publishedAt: null,
});
