import { LedgerRefusal, type IssueInvoice, type Ledger } from '../adapters/ledger/port';
import { ownerOfEffect } from '../contracts/ids';
import type { EffectOutcome, InvoiceContent, ProposalContent } from '../contracts/inquiry';
import type { Effect } from '../contracts/messages';
import { invoiceTotals, lineNet } from '../domain/invoice-lines';

/** Posts what was approved, once per effect key. What the books refuse comes back as failed, for a person to look at. */
export function createPostToLedger(ledger: Ledger, clock: { now(): string | Promise<string> }) {
  return async ({ key, data }: Effect): Promise<EffectOutcome> => {
    const content = data['content'] as ProposalContent;
    const posting = { key, at: await clock.now(), owner: ownerOfEffect(key) };
    try {
      if (content.kind === 'credit_note') {
        await ledger.postCreditNote({ ...posting, invoice: content.invoice, amount: content.amount });
      } else if (content.kind === 'invoice') {
        await ledger.issueInvoice({ ...posting, ...invoiceOf(content) });
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

/** The invoice as the ledger takes it: every line with its net, the tax of all in one. */
function invoiceOf({ lines, amount, ...content }: InvoiceContent): Omit<IssueInvoice, 'key' | 'at' | 'owner'> {
  const { invoice, legalEntity, customer, issuedOn, dueOn, purchaseOrder, replaces } = content;
  return {
    invoice,
    legalEntity,
    customer,
    issuedOn,
    dueOn,
    amount,
    tax: invoiceTotals(lines, amount.currency).tax.minor,
    lines: lines.map((line) => ({
      description: line.description ?? '',
      quantity: Number(line.quantity),
      net: lineNet(line, amount.currency).minor,
    })),
    ...(purchaseOrder !== undefined && { purchaseOrder }),
    ...(replaces !== undefined && { replaces }),
  };
}
