import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { readPage, type Page, type PageRequest } from './page';
import type { SimulationCaseRow } from './simulations';
import { fromStore } from './transaction';

/** Which cases of a simulation: those of a figure, or those that were open or delayed by routing at an instant. */
export type SimulationCaseFilter =
  | { figure: string }
  | { open: 'actual' | 'before' | 'after'; at: Instant }
  | { delayed: 'actual' | 'before' | 'after'; at: Instant };

/** The greatest difference first. */
export async function listSimulationCases(
  knex: Knex,
  simulation: string,
  filter: SimulationCaseFilter,
  page: PageRequest,
): Promise<Page<SimulationCaseRow>> {
  const order = { list: 'simulation_cases', columns: [{ name: 'rank', kind: 'text' as const }] };
  return readPage(select(knex, simulation, filter), { ...order, direction: 'asc' }, page);
}

/** All of them at once: for a file. */
export async function readSimulationCases(
  knex: Knex,
  simulation: string,
  filter: SimulationCaseFilter,
): Promise<SimulationCaseRow[]> {
  return fromStore(select(knex, simulation, filter).orderBy('rank') as PromiseLike<SimulationCaseRow[]>);
}

function select(knex: Knex, simulation: string, filter: SimulationCaseFilter): Knex.QueryBuilder {
  const query = knex('simulation_cases').where({ simulation }).select('rank', 'reference', 'figures', 'content');
  if ('figure' in filter) return query.whereRaw('figures @> array[?]', [filter.figure]);
  const { at } = filter;
  if ('open' in filter) return query.whereRaw('?? @> ?::timestamptz', [`open_${filter.open}`, at]);
  // Delayed cases are those of the backlog: what has been resolved is delayed no more.
  const { delayed } = filter;
  return query.whereRaw('?? @> ?::timestamptz and ?? @> ?::timestamptz', [
    `delayed_${delayed}`,
    at,
    `open_${delayed}`,
    at,
  ]);
}
