import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { CaseDifference, SimulationReport } from '../domain/simulation/report';
import type { Interval } from '../domain/simulation/timeline';
import type { SimulationRow } from './simulations';
import { fromStore, inTransaction } from './transaction';

/** Percent that are done. A simulation that has ended stays as it is. */
export async function setSimulationProgress(knex: Knex, id: string, progress: number): Promise<void> {
  await fromStore(
    knex<SimulationRow>('simulations')
      .where({ id })
      .whereIn('status', ['waiting', 'running'])
      .update({ status: 'running', progress }),
  );
}

/** Why it cannot be done, in a stable word. */
export async function failSimulation(knex: Knex, id: string, failure: string, at: Instant): Promise<void> {
  await fromStore(
    knex<SimulationRow>('simulations')
      .where({ id })
      .whereIn('status', ['waiting', 'running'])
      .update({ status: 'failed', failure, finished_at: at }),
  );
}

/** Rows of one statement. */
const batch = 500;

/** Stores the report with its cases, which come in the order of their rank; all or nothing, once. */
export async function finishSimulation(
  knex: Knex,
  id: string,
  { report, differences, at }: { report: SimulationReport; differences: readonly CaseDifference[]; at: Instant },
): Promise<void> {
  await inTransaction(knex, async (transaction) => {
    const row = await transaction<SimulationRow>('simulations').where({ id }).forUpdate().first('status');
    if (row?.status !== 'waiting' && row?.status !== 'running') return;
    for (let from = 0; from < differences.length; from += batch) {
      const rows = differences
        .slice(from, from + batch)
        .map((difference, index) => presentCase(id, from + index + 1, difference));
      await transaction('simulation_cases').insert(rows);
    }
    await transaction('simulations')
      .where({ id })
      .update({ status: 'done', progress: 100, report: JSON.stringify(report), finished_at: at });
  });
}

function presentCase(simulation: string, rank: number, difference: CaseDifference): Record<string, unknown> {
  const { open, delayed, figures, ...content } = difference;
  return {
    simulation,
    rank: String(rank).padStart(9, '0'),
    reference: difference.reference,
    figures,
    open_actual: ranges(open.actual, '[', ')'),
    open_before: ranges(open.before, '[', ')'),
    open_after: ranges(open.after, '[', ')'),
    delayed_actual: ranges(delayed.actual, '(', ']'),
    delayed_before: ranges(delayed.before, '(', ']'),
    delayed_after: ranges(delayed.after, '(', ']'),
    content: JSON.stringify(content),
  };
}

const instantOf = (milliseconds: number): Instant => new Date(milliseconds).toISOString();

/** A `tstzmultirange`; without an end it is open above. */
function ranges(intervals: readonly Interval[], from: '[' | '(', to: ']' | ')'): string {
  const each = intervals
    .filter(([begins, ends]) => begins < ends)
    .map(([begins, ends]) => {
      const end = Number.isFinite(ends) ? `${instantOf(ends)}${to}` : ')';
      return `${from}${instantOf(begins)},${end}`;
    });
  return `{${each.join(',')}}`;
}
