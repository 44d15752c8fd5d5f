import type { Knex } from 'knex';
import { asStoreUnavailable, errorCode, violatedConstraint } from './transaction';

/** The record cannot be added: its identity is taken, or something it refers to does not exist. */
export class RecordConflict extends Error {
  override readonly name = 'RecordConflict';
  constructor(
    readonly code: 'already_exists' | 'record_unknown' | 'invalid_request',
    /** The constraint of the database that said so, for example `customers_pkey`. */
    readonly constraint: string,
  ) {
    super(`${code}: ${constraint}`);
  }
}

/**
 * Adds one row and returns it as stored. Throws `RecordConflict`: `already_exists` (unique), `record_unknown` (foreign
 * key), `invalid_request` (a check of the table); `StoreUnavailable`.
 */
export async function insertRecord<Row extends object>(
  knex: Knex,
  table: string,
  row: Record<string, unknown>,
): Promise<Row> {
  try {
    const [stored] = (await knex(table).insert(row).returning('*')) as Row[];
    return stored as Row;
  } catch (error) {
    const code = conflicts[errorCode(error) ?? ''];
    if (code !== undefined) throw new RecordConflict(code, violatedConstraint(error) ?? table);
    throw asStoreUnavailable(error);
  }
}

const conflicts: Record<string, RecordConflict['code']> = {
  '23505': 'already_exists',
  '23503': 'record_unknown',
  '23514': 'invalid_request',
};
