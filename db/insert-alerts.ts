import type { Knex } from 'knex';
import type { Instant, Owner, PersonId } from '../contracts/ids';

export interface NewAlert {
  sequence: number;
  team: string | null;
  person: PersonId | null;
  kind: string;
}

/** Alerts of one decision; a repetition of the projection adds none. */
export async function insertAlerts(
  trx: Knex.Transaction,
  owner: Owner,
  alerts: NewAlert[],
  at: Instant,
): Promise<void> {
  if (alerts.length === 0) return;
  await trx('alerts')
    .insert(alerts.map((alert, position) => ({ owner, ...alert, position, created_at: at })))
    .onConflict(['owner', 'sequence', 'position'])
    .ignore();
}
