import type { Instant } from '../contracts/ids';
import type { FoundCase } from '../db/find-case';
import { findContact } from '../db/find-contact';
import { findCustomer } from '../db/find-customer';
import { findFiles } from '../db/find-files';
import { findPeople } from '../db/find-people';
import { listLegalEntities } from '../db/list-legal-entities';
import { readTexts } from '../db/read-texts';
import type { Caller } from './caller';
import type { ApiDependencies } from './dependencies';
import type { CaseSurroundings } from './present-inquiry';
import { readsTexts } from './visible';

/** Everything that is shown with a case and not in it: its words, names and policy, as far as the caller may read them. */
export async function surroundingsOf(
  { knex, policies }: Pick<ApiDependencies, 'knex' | 'policies'>,
  found: FoundCase,
  caller: Caller,
  asOf: Instant | null = null,
): Promise<CaseSurroundings> {
  const { state } = found;
  const contact = state ? state.contact : found.contact;
  const customer = state ? state.customer : found.claimed.customer;
  const seesTexts = readsTexts(caller);
  const [policy, entities, texts, requester, record, people, files] = await Promise.all([
    policies.load(state?.policyVersion ?? found.policyVersion),
    listLegalEntities(knex),
    seesTexts ? readTexts(knex, [found.content]) : {},
    contact === null || !seesTexts ? null : findContact(knex, contact),
    customer === null ? null : findCustomer(knex, customer),
    findPeople(knex, state?.assignee ? [state.assignee] : []),
    findFiles(knex, seesTexts ? found.attachments.map(({ id }) => id) : []),
  ]);
  const content = (texts as Record<string, string | null>)[found.content];
  return {
    policy,
    zone: entities.find(({ id }) => id === found.legalEntity)?.zone ?? 'UTC',
    words: content ? (JSON.parse(content) as { subject: string; body: string }) : null,
    asOf,
    files,
    erased: [...(content === null ? ['subject', 'body'] : []), ...(requester?.erased_at ? ['requester'] : [])],
    requester,
    customerName: () => record?.name ?? null,
    personName: (id) => people[id]?.name ?? null,
  };
}
