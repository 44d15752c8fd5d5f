import type { Finding, Findings } from './finding';
import type { CheckpointTotals } from './verify-checkpoints';

/** The answer of every verification. */
export interface AuditReport {
  verified: boolean;
  rows: number;
  chains: number;
  policies: number;
  /** Up to when everything committed is in what was verified. */
  exported_at: string;
  checkpoints: {
    /** Heads of how many were compared; 0 means that a missing tail or chain would hardly show. */
    compared: number;
    /** Taken after the export, so they say nothing of it. */
    newer: number;
    newest: string | null;
    keys: string[];
    /** The keys were named by whoever verifies; otherwise each checkpoint was taken at its own word. */
    keys_given: boolean;
    torn_lines: number;
  };
  first_bad: Finding | null;
  /** How many findings there are: one per chain, policy, checkpoint or line at most. */
  bad: number;
}

export const writeReport = (
  exportedAt: string,
  totals: { rows: number; chains: number; policies: number },
  checkpoints: CheckpointTotals,
  keysGiven: boolean,
  findings: Findings,
): AuditReport => ({
  verified: findings.total === 0,
  ...totals,
  exported_at: exportedAt,
  checkpoints: {
    compared: checkpoints.compared,
    newer: checkpoints.newer,
    newest: checkpoints.newest,
    keys: checkpoints.keys,
    keys_given: keysGiven,
    torn_lines: checkpoints.torn,
  },
  first_bad: findings.kept[0] ?? null,
  bad: findings.total,
});
