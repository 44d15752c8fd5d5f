import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';
import type { AlertRow } from './rows';
import { fromStore } from './transaction';

/** Alerts to a person and their teams, the newest first. */
export async function listAlerts(
  knex: Knex,
  { person, teams }: { person: PersonId; teams: readonly string[] },
  limit: number,
): Promise<AlertRow[]> {
  return fromStore(
    knex<AlertRow>('alerts')
      .where((to) => void to.where({ person }).orWhereIn('team', teams))
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'owner', order: 'desc' },
        { column: 'sequence', order: 'desc' },
        { column: 'position', order: 'desc' },
      ])
      .limit(limit)
      .select('*'),
  );
}
