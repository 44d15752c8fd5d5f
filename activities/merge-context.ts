import type { Knex } from 'knex';
import { inquiryOwner } from '../contracts/ids';
import type { InquiryCommand } from '../contracts/inquiry';
import { findHolderOfMerged } from '../db/find-holder-of-merged';
import { findOwnerState } from '../db/find-owner-state';
import type { Guard } from '../db/journal';
import type { InquiryFacts } from '../domain/inquiry/context';
import type { InquiryState } from '../domain/inquiry/state';
import { restsOnMerges } from '../domain/inquiry/transitions';
import { readInvoices } from './read-invoices';

/** The other cases that a decision looks at, as they stand: where this one goes or went, and those that it has taken in. */
export async function readMerge(
  db: Knex,
  state: InquiryState,
  command: InquiryCommand,
): Promise<Partial<InquiryFacts>> {
  if (command.type === 'unmerge') return state.merged ? readOther(db, state.merged.into) : {};
  const absorbedCases = restsOnMerges(command.type) ? await readAbsorbed(db, state) : {};
  if (command.type !== 'merge') return absorbedCases;
  const linked = state.links.filter(({ kind }) => kind === 'invoice').map(({ id }) => id);
  const heldBy = await findHolderOfMerged(db, state.reference);
  return {
    ...(await readOther(db, command.data.into)),
    ...absorbedCases,
    ...(heldBy !== null && { heldBy }),
    invoices: await readInvoices(db, linked),
  };
}

async function readAbsorbed(db: Knex, { absorbed = [] }: InquiryState): Promise<Partial<InquiryFacts>> {
  if (absorbed.length === 0) return {};
  const cases = await Promise.all(absorbed.map(({ from }) => readState(db, from)));
  return { absorbedCases: cases.filter((each) => each !== null) };
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
