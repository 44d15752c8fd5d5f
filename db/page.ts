import type { Knex } from 'knex';
import { fromStore } from './transaction';

export interface PageRequest {
  /** Rows at most; the caller has checked its range. */
  limit: number;
  /** `nextCursor` of the page before; the first page when left out. */
  cursor?: string | null;
}

export interface Page<Row> {
  rows: Row[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/** The cursor is not one that this list has given out. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  readonly code = 'invalid_cursor';
}

/** What a list is sorted by; together unique, never null, all in one direction. */
export interface Order {
  /** Name of the list: the cursor of another list is refused. */
  list: string;
  columns: { name: string; kind: 'text' | 'date' | 'instant' }[];
  direction: 'asc' | 'desc';
}

/**
 * One page by keyset: no page skips or repeats a row because others came or went in between, and the last page costs as
 * much as the first. `query` selects whole rows with its filters and no order. Throws `InvalidCursor`, `StoreUnavailable`.
 */
export async function readPage<Row extends object>(
  query: Knex.QueryBuilder,
  order: Order,
  request: PageRequest,
): Promise<Page<Row>> {
  const { columns, direction } = order;
  const names = columns.map(({ name }) => name);
  if (request.cursor) {
    const places = columns.map(() => '??').join(', ');
    const values = columns.map(({ kind }) => (kind === 'text' ? '?' : `?::${sqlTypes[kind]}`)).join(', ');
    void query.whereRaw(`(${places}) ${direction === 'asc' ? '>' : '<'} (${values})`, [
      ...names,
      ...decodeCursor(order, request.cursor),
    ]);
  }
  void query.orderBy(names.map((column) => ({ column, order: direction }))).limit(request.limit + 1);
  const found = (await fromStore(query)) as Row[];
  const rows = found.slice(0, request.limit);
  const last = rows.at(-1);
  return { rows, nextCursor: found.length > request.limit && last !== undefined ? encodeCursor(order, last) : null };
}

const sqlTypes = { date: 'date', instant: 'timestamptz' } as const;

const shapes = {
  text: /^[^\0]{1,200}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  instant: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
} as const;

function encodeCursor({ list, columns }: Order, row: object): string {
  const values = columns.map(({ name }) => (row as Record<string, unknown>)[name]);
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}

function decodeCursor({ list, columns }: Order, cursor: string): string[] {
  const [named, ...values] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'));
  const fits =
    named === list &&
    values.length === columns.length &&
    columns.every(({ kind }, index) => {
      const value = values[index];
      return typeof value === 'string' && shapes[kind].test(value) && (kind === 'text' || exists(value));
    });
  if (!fits) throw new InvalidCursor('The cursor is not one that this list has given out.');
  return values as string[];
}

/** A date on the calendar: `Date` would roll 30 February over. */
const exists = (value: string): boolean => {
  const milliseconds = Date.parse(value);
  return Number.isFinite(milliseconds) && new Date(milliseconds).toISOString().startsWith(value.slice(0, 10));
};

function parseArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
