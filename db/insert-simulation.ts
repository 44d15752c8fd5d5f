import type { Knex } from 'knex';
import { inTransaction } from './transaction';
import type { SimulationRow } from './simulations';

export type NewSimulation = Pick<
  SimulationRow,
  | 'requested_by'
  | 'requested_at'
  | 'period_from'
  | 'period_to'
  | 'policy_version'
  | 'policy_content'
  | 'staffing'
  | 'automatic_routing'
>;

/** Stores what was asked; whoever runs simulations finds it there. Returns its id. */
export async function insertSimulation(knex: Knex, simulation: NewSimulation): Promise<string> {
  return inTransaction(knex, async (transaction) => {
    const { policy_content: content, staffing } = simulation;
    const [row] = await transaction<SimulationRow>('simulations')
      .insert({
        ...simulation,
        policy_content: (content && JSON.stringify(content)) as never,
        staffing: (staffing && JSON.stringify(staffing)) as never,
      })
      .returning<{ id: string }[]>('id');
    if (!row) throw new Error('the simulation was not stored');
    return row.id;
  });
}
