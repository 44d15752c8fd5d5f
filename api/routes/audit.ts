import { auditReport, checkpointList, listCheckpointsQuery, verifyQuery } from '../../contracts/http-audit';
import { problem } from '../../contracts/http-common';
import { listCheckpoints } from '../../db/list-checkpoints';
import type { CheckpointRow } from '../../db/rows';
import { readCheckpoint } from '../../domain/audit/checkpoint';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { Problem } from '../problem';
import { route, type Route } from '../route';
import { createJournalVerification } from '../verify-journal';

/** The proof that the journal is as it was written. */
export function createAuditRoutes({ knex }: ApiDependencies): Route[] {
  const verify = createJournalVerification(knex);
  return [
    route({
      method: 'get',
      path: '/v1/audit/checkpoints',
      operation: 'listCheckpoints',
      tag: 'Audit',
      summary: 'List the signed checkpoints of the journal, the newest first',
      description:
        "The database's copies. What counts is the file outside: keep a hash from here, and nobody can rewrite what was before it.",
      may: ['readAudit'],
      query: listCheckpointsQuery,
      answers: { 200: { description: 'A page of checkpoints.', schema: checkpointList } },
      handle: async ({ query }) => {
        const { rows, nextCursor } = await listCheckpoints(knex, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentCheckpoint), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/audit/verify',
      operation: 'verifyJournal',
      tag: 'Audit',
      summary: 'Verify the journal, all of it or one chain',
      description:
        'Takes one pass over the journal: some seconds per hundred thousand rows. For proof against whoever rules the database, verify an export offline with the file of checkpoints.',
      may: ['readAudit'],
      query: verifyQuery,
      answers: {
        200: {
          description: 'Whether everything is as it was written, and the first entry that is not.',
          schema: auditReport,
        },
        404: { description: 'No such chain, and nothing that knows of one.', schema: problem },
      },
      handle: async ({ query }) => {
        const report = await verify(query.owner ?? null);
        if (query.owner !== undefined && report.chains === 0 && report.verified) throw new Problem('not_found');
        return { status: 200, body: report };
      },
    }),
  ];
}

function presentCheckpoint({ file, number, taken_at, hash, line }: CheckpointRow) {
  const at = { file, number, taken_at, hash };
  const checkpoint = readCheckpoint(line);
  // Somebody edited the copy by force; verifying says so in full.
  if (typeof checkpoint === 'string')
    return { ...at, previous: null, public_key: null, signature: null, full: null, heads: null };
  const { previous, key, signature, full, heads } = checkpoint;
  return { ...at, previous, public_key: key, signature, full, heads: heads.length };
}
