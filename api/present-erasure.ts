import type { ErasurePlan } from '../db/plan-erasure';
import type { ErasureRow, LegalHoldRow } from '../db/rows';

/** A preview has neither id nor instant; `plan` is known right after the erasure only. */
export function presentErasure(
  row: Omit<ErasureRow, 'id' | 'erased_at'> & { id: string | null; erased_at: string | null },
  plan: ErasurePlan | null = null,
) {
  const { kind, id } = row.actor;
  return {
    id: row.id,
    dry_run: row.id === null,
    subject: { kind: row.subject_kind, id: row.subject },
    basis: row.basis,
    reason: row.reason,
    by: { kind, id, on_behalf_of: row.actor.kind === 'person' ? (row.actor.onBehalfOf ?? null) : null },
    erased_at: row.erased_at,
    counts: {
      texts: row.texts.length,
      files: row.files.length,
      contacts: row.contacts.length,
      customers: row.customers.length,
      requests: row.requests,
    },
    texts: row.texts,
    files: row.files,
    contacts: row.contacts,
    customers: row.customers,
    ...(plan && { running_cases: plan.runningCases }),
    held_back: row.held_back,
  };
}

export const presentHold = (row: LegalHoldRow) => ({
  id: row.id,
  subject: { kind: row.subject_kind, id: row.subject },
  reason: row.reason,
  placed_by: row.placed_by,
  placed_at: row.placed_at,
  released_by: row.released_by,
  released_at: row.released_at,
  release_reason: row.release_reason,
});
