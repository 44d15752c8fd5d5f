import type { Knex } from 'knex';
import type { Reference } from '../contracts/ids';
import { findCase, type FoundCase } from '../db/find-case';
import type { Caller } from './caller';
import { callerMay } from './permit';
import { Problem } from './problem';

/**
 * A case that the caller may see; for everybody else it does not exist. A customer sees the cases on which they were
 * verified: on one where somebody merely claims to be them, the words are not theirs. Throws `Problem` (`not_found`).
 */
export async function findVisibleCase(knex: Knex, caller: Caller, reference: Reference): Promise<FoundCase> {
  const found = await findCase(knex, reference);
  if (!found || !sees(caller, found)) throw new Problem('not_found');
  return found;
}

function sees(caller: Caller, { state, claimed }: FoundCase): boolean {
  if (callerMay(caller, 'readInquiries')) return true;
  const customer = state ? state.customer : claimed.customer;
  const level = state ? state.identification.level : claimed.level;
  return caller.kind === 'customer' && customer === caller.id && level === 'verified';
}

/** Whether the words of people may be read: those who work on cases and the auditor; not who only reads figures. */
export const readsTexts = ({ kind, roles }: Caller): boolean =>
  kind === 'customer' ||
  roles.some((role) => ['agent', 'team_lead', 'approver', 'compliance', 'auditor'].includes(role));
