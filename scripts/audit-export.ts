import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { connect } from '../db/connect';
import { slowProgress } from './audit/slow-progress';
import { writeExport } from './audit/write-export';
import { deskAddress } from './desk-address';

/** Milliseconds for one batch: an export is in no hurry. */
const statementTimeout = 60_000;

/** Writes an export of a desk into a file. */
export async function exportInto(path: string, owner: string | null): Promise<{ rows: number; chains: number }> {
  const knex = connect(deskAddress(), { name: 'inquiry-desk-audit-export', poolSize: 1, statementTimeout });
  const progress = slowProgress(process.stderr, 'Exporting the journal');
  // For the eyes of whoever runs it: it holds no texts, but who did what.
  const file = createWriteStream(path, { mode: 0o600 });
  try {
    const totals = await writeExport(knex, owner, file, (rows) => progress.at(() => `${rows} rows`));
    file.end();
    await once(file, 'finish');
    return totals;
  } finally {
    progress.done();
    file.destroy();
    await knex.destroy();
  }
}

/** `npm run audit:export -- FILE [--owner inquiry:INQ-2026-000042]`: JSON lines for `audit:verify`. */
export function main(programArguments: string[]): void {
  run(programArguments).catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  });
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: { owner: { type: 'string' } }, allowPositionals: true });
  const [path] = positionals;
  if (positionals.length !== 1 || !path)
    throw new Error('Say where to: npm run audit:export -- FILE [--owner inquiry:INQ-2026-000042]');
  const { rows, chains } = await exportInto(path, values.owner ?? null);
  if (values.owner !== undefined && rows === 0) throw new Error(`There is no journal of ${values.owner}.`);
  process.stdout.write(`${rows} rows of ${chains} chains are in ${path}.\n`);
}
