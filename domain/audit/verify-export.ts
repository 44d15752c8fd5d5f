import type { ExportEntry, ExportHeader } from '../../contracts/audit';
import { createFindings, type Finding } from './finding';
import { createKnownHeads } from './known-heads';
import { createExportReader } from './read-export';
import { writeReport, type AuditReport } from './report';
import { createCheckpointVerifier, type CheckpointRules } from './verify-checkpoints';
import { createJournalVerifier } from './verify-journal';

/** A file of checkpoints that lay outside the database. */
export interface CheckpointLines {
  name: string;
  lines: Iterable<string>;
}

export interface ExportVerification {
  report: AuditReport;
  /** The first hundred; `report.first_bad` is the first of them. */
  findings: readonly Finding[];
}

/**
 * Verifies an export of the journal, line by line and with nothing else than what it is given: no database, no clock. Memory
 * grows with the number of chains and checkpointed heads, not with the rows.
 */
export function verifyExport(
  lines: Iterable<string>,
  files: readonly CheckpointLines[],
  rules: Omit<CheckpointRules, 'exportedAt'>,
): ExportVerification {
  const findings = createFindings();
  const heads = createKnownHeads();
  const reader = createExportReader(findings);
  const entries = readEntries(lines, (line) => reader.take(line));
  const { exported_at: exportedAt, owner } = readHeader(entries);
  const checkpoints = createCheckpointVerifier({ ...rules, exportedAt }, heads, findings);
  const journal = createJournalVerifier(heads, findings, owner);

  let next = entries.next();
  for (; !next.done && next.value.kind === 'checkpoint'; next = entries.next()) checkpoints.takeCopy(next.value.line);
  for (const { name, lines: checkpointLines } of files) {
    const file = checkpoints.fromFile(name);
    for (const line of checkpointLines) file.take(line);
    file.end();
  }
  for (; !next.done; next = entries.next()) {
    const entry = next.value;
    if (entry.kind === 'policy') journal.takePolicy(entry);
    else if (entry.kind === 'head') journal.takeHead(entry);
    else if (entry.kind === 'row') journal.takeRow(entry);
    else if (entry.kind === 'end') {
      const { rows, chains } = journal.totals();
      if (entry.rows === rows && entry.chains === chains) continue;
      const detail = `it says ${entry.rows} rows in ${entry.chains} chains, and holds ${rows} in ${chains}`;
      findings.add({ owner: 'export', sequence: null, problem: 'export_incomplete', detail });
    }
  }
  journal.end();
  reader.end();
  const report = writeReport(exportedAt, journal.totals(), checkpoints.totals(), rules.keys !== null, findings);
  return { report, findings: findings.kept };
}

function* readEntries(
  lines: Iterable<string>,
  take: (line: string) => ExportEntry | null,
): Generator<ExportEntry, void> {
  for (const line of lines) {
    const entry = take(line);
    if (entry) yield entry;
  }
}

/** Without a header, which the reader has noted, nothing is known of when it was made: no checkpoint binds it then. */
function readHeader(entries: Generator<ExportEntry, void>): Pick<ExportHeader, 'exported_at' | 'owner'> {
  const { value } = entries.next();
  return value?.kind === 'export' ? value : { exported_at: '', owner: null };
}
