import type { Knex } from 'knex';
import type { TemplateVersion } from './list-templates';

/**
 * Publishes a version. False when that version is there already: somebody was faster. Throws `StoreUnavailable`.
 */
export async function insertTemplateVersion(knex: Knex, version: TemplateVersion): Promise<boolean> {
  const { publishedAt, content, ...row } = version;
  const added = await knex('message_templates')
    .insert({ ...row, content: JSON.stringify(content), published_at: publishedAt })
    .onConflict(['id', 'version'])
    .ignore()
    .returning('version');
  return added.length > 0;
}
