import type { Knex } from 'knex';
import { readPage, type Page, type PageRequest } from './page';
import type { CheckpointRow } from './rows';

/** Copies of the checkpoints of all files, the newest first. */
export const listCheckpoints = (knex: Knex, request: PageRequest): Promise<Page<CheckpointRow>> =>
  readPage<CheckpointRow>(
    knex('audit_checkpoints').select('*'),
    {
      list: 'checkpoints',
      columns: [
        { name: 'taken_at', kind: 'instant' },
        { name: 'hash', kind: 'text' },
      ],
      direction: 'desc',
    },
    request,
  );
