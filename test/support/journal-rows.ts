import type { Knex } from 'knex';
import { canonicalJson, sha256Hex } from '../../contracts/canonical';
import type { Owner } from '../../contracts/ids';
import { findOwner, recordDecision } from '../../db/journal';

const now = '2026-11-22T09:00:00.000Z';

const version = '1';

/** A policy for rows to be decided under, for tests that look at the journal alone. */
export async function publishAnyPolicy(db: Knex): Promise<void> {
  const content = canonicalJson({ warnAt: 0.75 });
  const by = { author: 'elin.hart', published_by: 'marcus.bell', reason: 'first', published_at: now };
  await db('policies').insert({ version, hash: sha256Hex(content), content, ...by });
}

/** Adds a row to a journal as a decision does. */
export async function addRow(db: Knex, owner: Owner, event: object = {}, policyVersion = version): Promise<void> {
  const { head } = await findOwner(db, owner, '');
  const sequence = head.sequence + 1;
  const commandId = `${owner}-${sequence}`;
  const actor = { kind: 'person' as const, id: 'nora.whitfield' };
  await recordDecision(db, {
    owner,
    kind: 'inquiry',
    command: { id: commandId, type: 'addNote' },
    outcome: { result: 'accepted', sequence, status: 'open' },
    now,
    head,
    guards: [],
    entries: [{ sequence, commandId, occurredAt: now, actor, event: { type: 'note_added', ...event } }],
    automatic: false,
    policyVersion,
    effects: [],
    settled: undefined,
    state: {},
    wakeAt: null,
    ended: false,
    projections: [],
  });
}
