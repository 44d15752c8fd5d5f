import { LedgerRefusal, type Ledger } from '../adapters/ledger/port';
import { ownerOfEffect } from '../contracts/ids';
import type { EffectOutcome, ProposalContent } from '../contracts/inquiry';
import type { Effect } from '../contracts/messages';

/** Posts what was approved, once per effect key. What the books refuse comes back as failed, for a person to look at. */
export function createPostToLedger(ledger: Ledger, clock: { now(): string | Promise<string> }) {
  return async ({ key, data }: Effect): Promise<EffectOutcome> => {
    const content = data['content'] as ProposalContent;
    const posting = { key, at: await clock.now(), owner: ownerOfEffect(key) };
    try {
      if (content.kind === 'credit_note') {
        await ledger.postCreditNote({ ...posting, invoice: content.invoice, amount: content.amount });
      } else {
        await ledger.postAllocation({ ...posting, payment: content.payment, allocations: content.allocations });
      }
      return { result: 'done' };
    } catch (error) {
      if (error instanceof LedgerRefusal) return { result: 'failed', detail: error.code };
      throw error;
    }
  };
}
