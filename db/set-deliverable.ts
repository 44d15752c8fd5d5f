import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

/** Somebody says that mail to this contact arrives: what came back before does not count any more. */
export async function setDeliverable(knex: Knex, contact: string, since: Instant): Promise<void> {
  await fromStore(knex('contacts').where({ id: contact }).update({ deliverable_since: since }));
}
