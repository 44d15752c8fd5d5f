/** Everything that can be wrong, as a stable word. */
export const auditProblems = [
  'export_unreadable',
  'export_incomplete',
  'entry_edited',
  'entry_inexact',
  'entry_missing',
  'entry_out_of_order',
  'link_broken',
  'chain_repeated',
  'not_as_checkpointed',
  'not_as_head',
  'tail_missing',
  'chain_missing',
  'policy_edited',
  'policy_missing',
  'checkpoint_edited',
  'checkpoint_missing',
  'checkpoint_out_of_order',
  'checkpoint_key',
  'checkpoints_forked',
  'checkpoints_truncated',
] as const;
export type AuditProblem = (typeof auditProblems)[number];

/** One thing that is wrong. */
export interface Finding {
  /** `inquiry:…` or `follow-up:…`; `policy:<version>`; `checkpoints:<file>`; `export` for the export itself. */
  owner: string;
  /** Sequence of the row, number of the checkpoint or of the line; null where there is none. */
  sequence: number | null;
  problem: AuditProblem;
  /** What is wrong, in words. No content of an entry: reports are passed on. */
  detail: string;
}

/** Findings in the order in which they were found: all are counted, the first ones kept. */
export interface Findings {
  add(finding: Finding): void;
  readonly kept: readonly Finding[];
  readonly total: number;
}

const keptAtMost = 100;

export function createFindings(): Findings {
  const kept: Finding[] = [];
  let total = 0;
  return {
    add(finding) {
      total += 1;
      if (kept.length < keptAtMost) kept.push(finding);
    },
    kept,
    get total() {
      return total;
    },
  };
}
