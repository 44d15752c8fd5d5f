import type { Knex } from 'knex';
import { isSigned } from '../adapters/audit/ed25519';
import { listPublishedPolicies } from '../db/list-published-policies';
import { readClock } from '../db/read-clock';
import { streamCheckpoints } from '../db/stream-checkpoints';
import { streamHeads } from '../db/stream-heads';
import { streamJournal } from '../db/stream-journal';
import { createFindings } from '../domain/audit/finding';
import { createKnownHeads } from '../domain/audit/known-heads';
import { writeReport, type AuditReport } from '../domain/audit/report';
import { createCheckpointVerifier } from '../domain/audit/verify-checkpoints';
import { createJournalVerifier } from '../domain/audit/verify-journal';

/**
 * Verifies the journal where it lies, in one pass over it, against the database's own copies of the signed checkpoints.
 * Whoever does not trust this database verifies an export offline, with the file and the key (docs/operations.md).
 */
export async function verifyJournal(knex: Knex, owner: string | null): Promise<AuditReport> {
  const exportedAt = await readClock(knex);
  const findings = createFindings();
  const heads = createKnownHeads();
  const checkpoints = createCheckpointVerifier({ keys: null, isSigned, exportedAt }, heads, findings);
  const journal = createJournalVerifier(heads, findings, owner);
  for await (const line of streamCheckpoints(knex)) checkpoints.takeCopy(line);
  for (const policy of await listPublishedPolicies(knex)) journal.takePolicy(policy);
  for await (const head of streamHeads(knex, owner)) journal.takeHead(head);
  for await (const row of streamJournal(knex, owner)) journal.takeRow(row);
  journal.end();
  return writeReport(exportedAt, journal.totals(), checkpoints.totals(), false, findings);
}

/** Passes that are under way, by what they look at: whoever asks for the same waits for the same answer. */
export function createJournalVerification(knex: Knex): (owner: string | null) => Promise<AuditReport> {
  const underWay = new Map<string | null, Promise<AuditReport>>();
  return (owner) => {
    const running = underWay.get(owner);
    if (running) return running;
    const started = verifyJournal(knex, owner).finally(() => underWay.delete(owner));
    underWay.set(owner, started);
    return started;
  };
}
