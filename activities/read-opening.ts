import type { Knex } from 'knex';
import type { MailContent } from '../adapters/mail/templates/content';
import { isAutomaticPurpose } from '../contracts/template-words';
import type { Language } from '../contracts/vocabulary';
import { listTemplates } from '../db/list-templates';
import { fillTemplate, placeholdersOf } from '../domain/template';

/**
 * The opening words that people have published for a mail which the desk writes by itself; undefined where the words that
 * ship are in force, or where the template names what this mail does not have. Throws `StoreUnavailable`.
 */
export async function readOpening(db: Knex, content: MailContent, language: Language): Promise<string | undefined> {
  const { purpose } = content;
  if (!isAutomaticPurpose(purpose)) return undefined;
  const template = (await listTemplates(db)).find((candidate) => candidate.content.purpose === purpose);
  if (!template) return undefined;
  const { texts } = template.content;
  const body = texts[language] ?? texts.en;
  const values = {
    ...('reference' in content && content.reference !== null && { reference: content.reference }),
    ...('name' in content && content.name !== null && { name: content.name }),
  };
  return placeholdersOf(body).every((name) => name in values) ? fillTemplate(body, values) : undefined;
}
