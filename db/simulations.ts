import type { Instant } from '../contracts/ids';
import type { PolicyContent } from '../contracts/policy';
import type { CaseDifference, SimulationReport } from '../domain/simulation/report';
import type { StaffingChange } from '../domain/simulation/staff';

/** A row of `simulations`. */
export interface SimulationRow {
  id: string;
  requested_by: string;
  requested_at: Instant;
  period_from: Instant;
  period_to: Instant;
  policy_version: string | null;
  policy_content: PolicyContent | null;
  staffing: StaffingChange | null;
  automatic_routing: boolean | null;
  status: 'waiting' | 'running' | 'done' | 'failed';
  /** Percent. */
  progress: number;
  finished_at: Instant | null;
  report: SimulationReport | null;
  /** Stable word for why it could not be done. */
  failure: string | null;
}

/** What is kept of a case in `simulation_cases`, besides the columns that it is found by. */
export type SimulatedCase = Omit<CaseDifference, 'open' | 'delayed' | 'figures'>;

export interface SimulationCaseRow {
  simulation: string;
  rank: string;
  reference: string;
  figures: string[];
  content: SimulatedCase;
}
