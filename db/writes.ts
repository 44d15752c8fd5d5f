/**
 * Writes to tables as data, so that a decision and everything that follows from it goes to the database in one statement:
 * one round trip, one transaction, all or nothing.
 */
export type Write = InsertWrite | UpdateWrite | DeleteWrite;

type Row = Record<string, unknown>;

export interface InsertWrite {
  insert: string;
  row: Row;
  /** Columns of the unique key. */
  key: readonly string[];
  /** When the key is there already: leave the old row, or take over the new values. Without it that is an error. */
  existing?: 'keep' | 'replace';
}

/** Changes the row with this key, if it is there. */
export interface UpdateWrite {
  update: string;
  key: Row;
  set: Row;
  /** Elements added at the end of `jsonb` arrays. */
  append?: Record<string, unknown[]>;
}

/** Takes the row with this key away, if it is there. */
export interface DeleteWrite {
  delete: string;
  key: Row;
}

export interface Statement {
  sql: string;
  bindings: Record<string, unknown>;
}

/**
 * Common table expressions for these writes, each of which happens only where the expression `moved` has a row. One row is
 * touched once in a statement, so several writes to it become one first.
 */
export function writeExpressions(writes: readonly Write[]): Statement {
  const groups = new Map<string, Write[]>();
  for (const write of gather(writes)) {
    const kind = shapeOf(write);
    groups.set(kind, [...(groups.get(kind) ?? []), write]);
  }
  const bindings: Record<string, unknown> = {};
  const expressions = [...groups.values()].map((group, index) => {
    const name = `write${index}`;
    const [first] = group;
    if (first && 'insert' in first) {
      bindings[name] = JSON.stringify((group as InsertWrite[]).map(({ row }) => row));
      return `${name} as (${insertSql(first, name)})`;
    }
    if (first && 'delete' in first) {
      bindings[name] = JSON.stringify((group as DeleteWrite[]).map(({ key }) => key));
      return `${name} as (${deleteSql(first, name)})`;
    }
    const updates = group as UpdateWrite[];
    bindings[name] = JSON.stringify(updates.map(({ key, set, append }) => ({ ...key, ...set, ...append })));
    return `${name} as (${updateSql(updates[0] as UpdateWrite, name)})`;
  });
  return { sql: expressions.join(',\n'), bindings };
}

const columns = (names: readonly string[], prefix = ''): string => names.map((name) => `${prefix}"${name}"`).join(', ');

function insertSql({ insert, row, key, existing }: InsertWrite, binding: string): string {
  const names = Object.keys(row);
  const replaced = names.filter((name) => !key.includes(name)).map((name) => `"${name}" = excluded."${name}"`);
  const conflict = !existing
    ? ''
    : `on conflict (${columns(key)}) do ${existing === 'keep' || replaced.length === 0 ? 'nothing' : `update set ${replaced.join(', ')}`}`;
  return `insert into "${insert}" (${columns(names)})
          select ${columns(names, 'r.')} from jsonb_populate_recordset(null::"${insert}", :${binding}::jsonb) r, moved
          ${conflict}`;
}

function updateSql({ update, key, set, append = {} }: UpdateWrite, binding: string): string {
  const assignments = [
    ...Object.keys(set).map((name) => `"${name}" = r."${name}"`),
    ...Object.keys(append).map((name) => `"${name}" = t."${name}" || r."${name}"`),
  ];
  const match = Object.keys(key).map((name) => `t."${name}" = r."${name}"`);
  return `update "${update}" t set ${assignments.join(', ')}
            from jsonb_populate_recordset(null::"${update}", :${binding}::jsonb) r, moved
           where ${match.join(' and ')}`;
}

function deleteSql({ delete: table, key }: DeleteWrite, binding: string): string {
  const match = Object.keys(key).map((name) => `t."${name}" = r."${name}"`);
  return `delete from "${table}" t
           using jsonb_populate_recordset(null::"${table}", :${binding}::jsonb) r, moved
           where ${match.join(' and ')}`;
}

/** Writes of one shape go into one expression. */
const shapeOf = (write: Write): string =>
  'delete' in write
    ? `delete ${write.delete} ${Object.keys(write.key).join()}`
    : 'insert' in write
      ? `insert ${write.insert} ${Object.keys(write.row).join()} ${write.existing ?? ''}`
      : `update ${write.update} ${Object.keys(write.key).join()} ${Object.keys(write.set).join()}`;

/** Later writes to a row are folded into the first one that touches it. */
function gather(writes: readonly Write[]): Write[] {
  const byRow = new Map<string, Write>();
  for (const write of writes) {
    const table = 'insert' in write ? write.insert : 'delete' in write ? write.delete : write.update;
    const key = 'insert' in write ? Object.fromEntries(write.key.map((name) => [name, write.row[name]])) : write.key;
    const id = `${table} ${JSON.stringify(Object.entries(key).sort())}`;
    const before = byRow.get(id);
    byRow.set(id, before ? fold(before, write) : write);
  }
  return [...byRow.values()];
}

function fold(before: Write, after: Write): Write {
  // What is taken away is gone, whatever was written to it before; what is written anew takes the place of what was there.
  if ('delete' in after) return after;
  if ('delete' in before) return 'insert' in after ? { ...after, existing: 'replace' } : before;
  if ('insert' in after) {
    if (!('insert' in before) || after.existing === 'keep') return before;
    return { ...before, row: { ...before.row, ...after.row } };
  }
  if ('insert' in before) {
    return { ...before, row: { ...before.row, ...after.set, ...appended(before.row, after.append) } };
  }
  const append = { ...before.append, ...appended(before.append ?? {}, after.append) };
  return { ...before, set: { ...before.set, ...after.set }, append };
}

/** The lists with what is added at their ends. */
const appended = (lists: Row, added: Record<string, unknown[]> = {}): Record<string, unknown[]> =>
  Object.fromEntries(
    Object.entries(added).map(([name, items]) => [name, [...((lists[name] as unknown[] | undefined) ?? []), ...items]]),
  );
