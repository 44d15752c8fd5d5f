import type { Knex } from 'knex';
import { writeAmount, writeDate } from '../adapters/mail/templates/figures';
import type { PlaceholderName, WrittenPurpose } from '../contracts/template-words';
import type { TemplateUseBody, TemplateValues } from '../contracts/http-templates';
import type { CustomerId } from '../contracts/ids';
import type { TemplateUse } from '../contracts/inquiry';
import { languages, type Language } from '../contracts/vocabulary';
import type { FoundCase } from '../db/find-case';
import { findCustomer } from '../db/find-customer';
import { findInvoices } from '../db/find-invoices';
import { findMailContact } from '../db/find-mail-contact';
import { findPayments } from '../db/find-payments';
import { findPeople } from '../db/find-people';
import { listTemplateVersions, type TemplateVersion } from '../db/list-templates';
import { disclosingPlaceholders, fillTemplate, placeholdersOf } from '../domain/template';
import type { Caller } from './caller';
import { readMoney } from './present';
import { invalid, Problem } from './problem';

export interface WrittenText {
  text: string;
  language: Language;
  template: TemplateUse;
}

/** What the desk knows of a case, for `{{name}}` and the like; null where it must not be said or is not known. */
export interface TemplateFacts {
  reference: string;
  name: string | null;
  customer: string | null;
  agent: string;
  language: Language;
  verified: boolean;
  /** Whose invoices and payments may be named; null for samples. */
  books: { customer: CustomerId | null } | null;
}

/** Sample facts, for a preview without a case. */
export const sampleFacts = (agent: string): TemplateFacts => ({
  reference: 'INQ-2026-000042',
  name: 'Alex Example',
  customer: 'Example Ltd',
  agent,
  language: 'en',
  verified: true,
  books: null,
});

/**
 * The words of a template for a case, as the caller would send them. Throws `Problem`: `invalid_request` that names the
 * template or value, `not_identified` for what tells something of an account to somebody who is not verified.
 */
export async function writeFromTemplate(
  knex: Knex,
  use: TemplateUseBody,
  purpose: WrittenPurpose,
  facts: TemplateFacts,
): Promise<WrittenText> {
  const [current] = await listTemplateVersions(knex, use.id);
  if (!current) throw invalid('/template/id', 'there is no such template; see /v1/message-templates');
  if (current.content.purpose !== purpose) {
    throw invalid('/template/id', `it is for ${current.content.purpose}, not for ${purpose}`);
  }
  return writeTemplate(knex, current, use, facts, '/template');
}

/**
 * The same of a template at hand. Nobody tells a customer by a slip of the hand of what is another one's: an invoice or
 * payment that is named is the customer's.
 *
 * @param path of the template's use in the body, for what is said of its values
 */
export async function writeTemplate(
  knex: Knex,
  template: TemplateVersion,
  use: Pick<TemplateUseBody, 'language' | 'values'>,
  facts: TemplateFacts,
  path: string,
): Promise<WrittenText> {
  const written = fill(template, use, facts, path);
  const { books } = facts;
  if (books === null) return written;
  const { invoice, payment } = use.values ?? {};
  const invoices = await findInvoices(knex, invoice === undefined ? [] : [invoice]);
  const payments = await findPayments(knex, payment === undefined ? [] : [payment]);
  for (const [name, id, found] of [
    ['invoice', invoice, invoices[invoice ?? '']],
    ['payment', payment, payments[payment ?? '']],
  ] as const) {
    if (id === undefined) continue;
    if (!found) refuseValue(path, name, `there is no such ${name}`);
    // A payment that nobody is known to have made may be theirs.
    if (found.customer !== null && found.customer !== books.customer) {
      refuseValue(path, name, 'it belongs to somebody else');
    }
  }
  return written;
}

function fill(
  { id, version, content: { texts } }: TemplateVersion,
  { language: wished, values = {} }: Pick<TemplateUseBody, 'language' | 'values'>,
  facts: TemplateFacts,
  path: string,
): WrittenText {
  const language = texts[wished ?? facts.language] === undefined ? 'en' : (wished ?? facts.language);
  const body = texts[language] ?? texts.en;
  const named = placeholdersOf(body);
  const disclosing = disclosingPlaceholders(body);
  if (!facts.verified && disclosing.length > 0) {
    throw new Problem('not_identified', { rule: 'disclosure by template', details: { placeholders: disclosing } });
  }
  const surplus = Object.keys(values).filter((name) => !(named as string[]).includes(name));
  if (surplus[0] !== undefined) throw invalid(`${path}/values/${surplus[0]}`, 'the template does not name it');
  const given = Object.fromEntries(named.map((name) => [name, valueOf(name, values, facts, language, path)]));
  return { text: fillTemplate(body, given), language, template: { id, version } };
}

function valueOf(
  name: PlaceholderName,
  values: TemplateValues,
  facts: TemplateFacts,
  language: Language,
  path: string,
): string {
  switch (name) {
    case 'reference':
    case 'name':
    case 'customer':
    case 'agent':
      return facts[name] ?? refuseValue(path, name, 'the desk does not know it');
    case 'amount':
      return values.amount
        ? writeAmount(readMoney(values.amount, `${path}/values/amount`), language)
        : refuseValue(path, name, 'is missing');
    case 'date':
      return values.date ? writeDate(values.date, language) : refuseValue(path, name, 'is missing');
    default:
      return values[name] ?? refuseValue(path, name, 'is missing');
  }
}

function refuseValue(path: string, name: string, why: string): never {
  throw invalid(`${path}/values/${name}`, why);
}

/** Facts of a case as its template may name them. */
export async function readTemplateFacts(
  knex: Knex,
  caller: Caller,
  reference: string,
  { state }: FoundCase,
): Promise<TemplateFacts> {
  const verified = state?.identification.level === 'verified';
  const [contact, customer, people] = await Promise.all([
    state?.contact ? findMailContact(knex, state.contact) : null,
    state?.customer ? findCustomer(knex, state.customer) : null,
    findPeople(knex, [caller.id]),
  ]);
  const spoken = verified ? (customer?.language ?? state?.language) : state?.language;
  return {
    reference,
    name: verified ? (contact?.name ?? null) : null,
    customer: verified ? (customer?.name ?? null) : null,
    agent: people[caller.id]?.name ?? caller.id,
    language: languages.find((language) => language === spoken) ?? 'en',
    verified,
    books: { customer: state?.customer ?? null },
  };
}
