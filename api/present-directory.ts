import type { AbsenceRow, DelegationRow, DirectoryChangeRow, PersonRow } from '../db/rows';
import { presentMoney } from './present';

export const presentPerson = (row: PersonRow) => ({
  id: row.id,
  name: row.name,
  person: row.person,
  titles: row.titles,
  roles: row.roles,
  duties: row.duties,
  teams: row.teams,
  skills: row.skills,
  languages: row.languages,
  capacity: row.capacity,
  active: row.active,
  absent_until: row.absent_until,
});

export const presentAbsence = ({ id, person, starts_at, ends_at, reason, hand_over, cancelled_at }: AbsenceRow) => ({
  id,
  person,
  from: starts_at,
  until: ends_at,
  reason,
  hand_over,
  cancelled_at,
});

export const presentDelegation = (row: DelegationRow, policyCurrency: string) => ({
  id: row.id,
  delegator: row.delegator,
  delegate: row.delegate,
  starts_at: row.starts_at,
  ends_at: row.ends_at,
  kinds: row.kinds,
  maximum: row.maximum === null ? null : presentMoney({ minor: row.maximum, currency: policyCurrency }),
  revoked_at: row.revoked_at,
});

export const presentDirectoryChange = (row: DirectoryChangeRow, texts: Record<string, string | null>) => ({
  id: row.id,
  person: row.person,
  kind: row.kind,
  before: row.before,
  after: row.after,
  reason: row.reason === null ? null : (texts[row.reason] ?? null),
  actor: row.actor,
  occurred_at: row.occurred_at,
});
