import type { Write } from './writes';

type Row = Record<string, unknown>;

/** Rows by table and key, in the order in which they came. */
export type Tables = Record<string, Map<string, Row>>;

/** What the writes of a projection would leave in empty tables: for reading the past, of which no table tells. */
export function applyWrites(tables: Tables, writes: readonly Write[]): void {
  for (const write of writes) {
    const name = 'insert' in write ? write.insert : 'delete' in write ? write.delete : write.update;
    const table = (tables[name] ??= new Map<string, Row>());
    if ('insert' in write) {
      const key = JSON.stringify(write.key.map((column) => write.row[column]));
      const before = table.get(key);
      if (!before) table.set(key, { ...write.row });
      else if (write.existing === 'replace') table.set(key, { ...before, ...write.row });
      continue;
    }
    const wanted = Object.entries(write.key);
    for (const [key, row] of table) {
      if (!wanted.every(([column, value]) => row[column] === value)) continue;
      if ('delete' in write) table.delete(key);
      else table.set(key, changed(row, write));
    }
  }
}

function changed(row: Row, { set, append = {} }: Extract<Write, { update: string }>): Row {
  const lists = Object.entries(append).map(([column, items]) => {
    return [column, [...((row[column] as unknown[] | undefined) ?? []), ...items]] as const;
  });
  return { ...row, ...set, ...Object.fromEntries(lists) };
}
