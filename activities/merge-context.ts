import type { Knex } from 'knex';
import { inquiryOwner } from '../contracts/ids';
import type { InquiryCommand } from '../contracts/inquiry';
import { findOwnerState } from '../db/find-owner-state';
import type { Guard } from '../db/journal';
import type { InquiryFacts } from '../domain/inquiry/context';
import type { InquiryState } from '../domain/inquiry/state';
import { readInvoices } from './read-invoices';

/** The cases that a merge or its undoing looks at besides its own, as they stand. */
export async function readMerge(
  db: Knex,
  state: InquiryState,
  command: Extract<InquiryCommand, { type: 'merge' | 'unmerge' }>,
): Promise<Partial<InquiryFacts>> {
  const into = command.type === 'merge' ? command.data.into : state.merged?.into;
  if (into === undefined) return {};
  const otherCase = await readState(db, into);
  if (command.type === 'unmerge') return { ...(otherCase && { otherCase }) };
  const taken = await Promise.all((state.absorbed ?? []).map(({ from }) => readState(db, from)));
  const linked = state.links.filter(({ kind }) => kind === 'invoice').map(({ id }) => id);
  return {
    ...(otherCase && { otherCase }),
    absorbedCases: taken.filter((each) => each !== null),
    invoices: await readInvoices(db, linked),
  };
}

const readState = (db: Knex, reference: string): Promise<InquiryState | null> =>
  findOwnerState<InquiryState>(db, inquiryOwner(reference));

/** None of them may move before the decision is written: two cases are never merged into each other, or past each other. */
export const mergeGuards = ({ otherCase, absorbedCases = [] }: InquiryFacts): Guard[] =>
  [...(otherCase ? [otherCase] : []), ...absorbedCases].map(({ reference, sequence }) => ({
    table: 'owners',
    key: { owner: inquiryOwner(reference) },
    sequence,
  }));
