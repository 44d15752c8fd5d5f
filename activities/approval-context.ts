import type { Knex } from 'knex';
import type { Ledger } from '../adapters/ledger/port';
import { inquiryOwner, type ProposalId } from '../contracts/ids';
import type { InquiryCommand } from '../contracts/inquiry';
import { findPostingEffect } from '../db/find-posting-effect';
import type { Guard } from '../db/journal';
import { readApprovalCounter } from '../db/read-approval-counter';
import type { InquiryFacts } from '../domain/inquiry/context';
import type { InquiryState } from '../domain/inquiry/state';

/** The ledger, as far as it can be asked what it holds. */
export type Books = Pick<Ledger, 'findPosting'>;

/**
 * What a case proposes or decides for a customer is decided anew when another case of theirs was faster, so that two at
 * once cannot miss each other's amounts. To be read before the amounts.
 */
export async function approvalGuards(
  db: Knex,
  { customer, proposals }: InquiryState,
  command: InquiryCommand,
): Promise<Guard[]> {
  if (customer === null) return [];
  switch (command.type) {
    case 'propose':
    case 'revise':
      return [await readApprovalCounter(db, customer, command.data.content.kind)];
    case 'decide': {
      const proposal = proposals.find(({ id }) => id === command.data.proposal);
      return proposal ? [await readApprovalCounter(db, customer, proposal.content.kind)] : [];
    }
    default:
      return [];
  }
}

/** What is known of the posting of a proposal: what became of its effect, and what the books say. */
export async function readPosting(
  db: Knex,
  { reference }: InquiryState,
  proposal: ProposalId,
  books: Books,
): Promise<Pick<InquiryFacts, 'posting'>> {
  const effect = await findPostingEffect(db, inquiryOwner(reference), proposal);
  if (!effect) return {};
  const found = await books.findPosting?.(effect.key);
  return { posting: { ...effect, inBooks: found === undefined ? null : found !== null } };
}
