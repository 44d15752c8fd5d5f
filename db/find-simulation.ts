import type { Knex } from 'knex';
import type { SimulationRow } from './simulations';
import { fromStore } from './transaction';

export async function findSimulation(knex: Knex, id: string): Promise<SimulationRow | null> {
  return (await fromStore(knex<SimulationRow>('simulations').where({ id }).first())) ?? null;
}
