import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Knex } from 'knex';
import { auditFormat, type ExportEntry, type ExportEnd } from '../../contracts/audit';
import { listPublishedPolicies } from '../../db/list-published-policies';
import { readClock } from '../../db/read-clock';
import { streamCheckpoints } from '../../db/stream-checkpoints';
import { streamHeads } from '../../db/stream-heads';
import { streamJournal } from '../../db/stream-journal';
import { createExportWriter } from '../../domain/audit/write-export';

/**
 * Writes everything that the verifier needs, of all chains or one, as JSON lines. In this order, so that what is committed
 * while it runs can only be too much, never too little.
 *
 * @param owner `inquiry:<reference>` or `follow-up:<customer>`; null for all
 */
export async function writeExport(
  knex: Knex,
  owner: string | null,
  into: Writable,
  progress: (rows: number) => void,
): Promise<{ rows: number; chains: number }> {
  const writer = createExportWriter();
  const write = async (line: string): Promise<void> => {
    if (!into.write(line)) await once(into, 'drain');
  };
  const writeEntry = (entry: Exclude<ExportEntry, ExportEnd>): Promise<void> => write(writer.write(entry));

  await writeEntry({ kind: 'export', format: auditFormat, exported_at: await readClock(knex), owner });
  for await (const line of streamCheckpoints(knex)) await writeEntry({ kind: 'checkpoint', line });
  for (const policy of await listPublishedPolicies(knex)) await writeEntry(policy);
  for await (const head of streamHeads(knex, owner)) await writeEntry(head);
  for await (const row of streamJournal(knex, owner)) {
    await writeEntry(row);
    progress(writer.totals().rows);
  }
  await write(writer.end());
  return writer.totals();
}
