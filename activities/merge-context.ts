import type { Knex } from 'knex';
import { inquiryOwner } from '../contracts/ids';
import type { InquiryCommand } from '../contracts/inquiry';
import { findHolderOfMerged } from '../db/find-holder-of-merged';
import { findOwnerState } from '../db/find-owner-state';
import type { Guard } from '../db/journal';
import type { InquiryFacts } from '../domain/inquiry/context';
import type { InquiryState } from '../domain/inquiry/state';
import { readInvoices } from './read-invoices';

/** The cases that a merge, its undoing or a split looks at besides its own, as they stand. */
export async function readMerge(
  db: Knex,
  state: InquiryState,
  command: Extract<InquiryCommand, { type: 'merge' | 'unmerge' | 'split' }>,
): Promise<Partial<InquiryFacts>> {
  if (command.type === 'unmerge') return state.merged ? readOther(db, state.merged.into) : {};
  const taken = await Promise.all((state.absorbed ?? []).map(({ from }) => readState(db, from)));
  const absorbedCases = taken.filter((each) => each !== null);
  if (command.type === 'split') return { absorbedCases };
  const linked = state.links.filter(({ kind }) => kind === 'invoice').map(({ id }) => id);
  const heldBy = await findHolderOfMerged(db, state.reference);
  return {
    ...(await readOther(db, command.data.into)),
    absorbedCases,
    ...(heldBy !== null && { heldBy }),
    invoices: await readInvoices(db, linked),
  };
}

async function readOther(db: Knex, reference: string): Promise<Partial<InquiryFacts>> {
  const otherCase = await readState(db, reference);
  return otherCase ? { otherCase } : {};
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
