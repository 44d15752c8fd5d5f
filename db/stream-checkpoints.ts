import type { Knex } from 'knex';
import { fromStore } from './transaction';

/** Lines of full checkpoints can be megabytes. */
const batch = 50;

/** The lines of all checkpoints that the database has a copy of, file by file and each in order. */
export async function* streamCheckpoints(knex: Knex): AsyncGenerator<string> {
  let after: [string, number] = ['', 0];
  for (;;) {
    const { rows } = await fromStore(
      knex.raw<{ rows: { file: string; number: number; line: string }[] }>(
        `select file, number, line from audit_checkpoints
          where (file, number) > (?, ?) order by file, number limit ${batch}`,
        after,
      ),
    );
    for (const { line } of rows) yield line;
    const last = rows.at(-1);
    if (rows.length < batch || !last) return;
    after = [last.file, last.number];
  }
}
