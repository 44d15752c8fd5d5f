import type { PersonId } from '../contracts/ids';
import type { ProposalContent } from '../contracts/inquiry';
import type { TextProof } from '../db/read-text-proofs';
import { approvalsLacking, waitingStages, type Approvals } from '../domain/approvals';
import type { StageDecider, StageDeciders } from '../domain/inquiry/deciders-of';
import type { ProposalVersion } from '../domain/inquiry/proposal-versions';
import { presentMoney } from './present';

export interface ProposalSurroundings {
  reference: string;
  /** What is open to the reader of the words; empty for who only reads figures. */
  texts: Record<string, TextProof>;
  nameOf: (person: PersonId) => string;
  /** Who may decide each stage now; null for a version that nobody decides any more. */
  deciders: StageDeciders[] | null;
  /** Of the same proposal, oldest first. */
  earlier: ProposalVersion[];
}

/** A version of a proposal: exactly what its hash covers, and everything that was said to it. */
export function presentProposal(version: ProposalVersion, around: ProposalSurroundings) {
  const { reference, texts, nameOf, deciders, earlier } = around;
  const { proposal, content, threshold } = version;
  const { explanation } = content;
  const words = texts[explanation.id];
  return {
    id: proposal,
    version: version.version,
    kind: content.kind,
    status: version.status,
    amount: presentMoney(content.amount),
    counted: presentMoney(threshold.counted),
    in_policy_currency: presentMoney(threshold.amount),
    rate: threshold.rate,
    content: presentContent(content, words?.content ?? null),
    content_hash: version.contentHash,
    hash_covers: { reference, proposal, content },
    explanation: { ...explanation, salt: words?.salt ?? null, text: words?.content ?? null },
    preparer: version.preparer,
    on_behalf_of: version.onBehalfOf,
    order: version.order ?? ('sequential' as const),
    stages: presentStages(version, deciders, nameOf),
    decisions: [...earlier, version].flatMap((each) =>
      each.decisions.map(({ stage, decision, decider, onBehalfOf, decidedAt, reason }) => ({
        version: each.version,
        stage,
        decider,
        decider_name: nameOf(decider),
        on_behalf_of: onBehalfOf,
        decision,
        reason: reason && (texts[reason.id]?.content ?? null),
        decided_at: decidedAt,
      })),
    ),
    made_at: version.madeAt,
    remind_at: version.remindAt ?? null,
    expires_at: version.expiresAt,
    erased: words && words.content === null ? ['explanation'] : [],
  };
}

/** The content in the spelling of the API; together with `hash_covers` it says the same twice (docs/api.md). */
function presentContent(content: ProposalContent, explanation: string | null) {
  const amount = presentMoney(content.amount);
  switch (content.kind) {
    case 'credit_note': {
      const { kind, invoice, reason } = content;
      return { kind, invoice, amount, reason, explanation };
    }
    case 'payment_allocation': {
      const { kind, payment } = content;
      const allocations = content.allocations.map((each) => ({
        invoice: each.invoice,
        amount: presentMoney(each.amount),
      }));
      return { kind, payment, amount, allocations, explanation };
    }
    case 'invoice': {
      const { currency } = content.amount;
      return {
        kind: content.kind,
        invoice: content.invoice,
        replaces: content.replaces ?? null,
        legal_entity: content.legalEntity,
        customer: content.customer,
        amount,
        issued_on: content.issuedOn,
        due_on: content.dueOn,
        lines: content.lines.map(({ description = null, quantity, unitPrice, tax }) => ({
          description,
          quantity,
          unit_price: presentMoney({ minor: unitPrice, currency }),
          tax: presentMoney({ minor: tax, currency }),
        })),
        purchase_order: content.purchaseOrder ?? null,
        explanation,
      };
    }
  }
}

function presentStages(
  version: ProposalVersion,
  deciders: StageDeciders[] | null,
  nameOf: ProposalSurroundings['nameOf'],
) {
  const { stages, order } = version;
  const decisions = version.decisions.filter(({ decision }) => decision === 'approve');
  const approvals: Approvals = { stages, decisions, ...(order && { order }) };
  const waiting = version.status === 'open' ? waitingStages(approvals) : [];
  const person = ({ id, onBehalfOf }: StageDecider) => ({ id, name: nameOf(id), on_behalf_of: onBehalfOf ?? null });
  return stages.map(({ name, title, quorum }, index) => {
    const lacking = approvalsLacking(approvals, index);
    const state = lacking <= 0 ? 'decided' : waiting.includes(index) ? 'waiting' : 'to_come';
    const who = lacking > 0 ? deciders?.[index] : undefined;
    return {
      name,
      title,
      quorum,
      decided: quorum - lacking,
      state,
      ...(who && {
        may_decide: who.may.map(person),
        others: who.others.map((other) => ({ ...person(other), because: other.because })),
      }),
    };
  });
}
