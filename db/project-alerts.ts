import type { Instant, Owner, PersonId } from '../contracts/ids';
import type { Write } from './writes';

export interface NewAlert {
  sequence: number;
  team: string | null;
  person: PersonId | null;
  kind: string;
}

/** Alerts of one decision; projecting it again adds none. */
export const projectAlerts = (owner: Owner, alerts: NewAlert[], at: Instant): Write[] =>
  alerts.map((alert, position) => ({
    insert: 'alerts',
    key: ['owner', 'sequence', 'position'],
    row: { owner, ...alert, position, created_at: at },
    existing: 'keep',
  }));
