import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../../db/connect';
import { createTestDatabase } from '../../support/database';

test('of every table it is written down whether personal text lies in it, and what becomes of that', async () => {
  const operations = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');
  const [, section = ''] = /\n## Where personal text lies\n([\s\S]*?)\n## /.exec(operations) ?? [];
  const named = new Set([...section.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name));

  const database = await createTestDatabase();
  const owner = connect(database.ownerUrl, { asOwner: true });
  try {
    const tables = await owner('pg_tables').where({ schemaname: 'public' }).orderBy('tablename').pluck('tablename');
    const own = tables.filter((name: string) => !name.startsWith('migrations'));
    expect(own.length).toBeGreaterThan(30);
    expect(own.filter((name: string) => !named.has(name))).toEqual([]);
  } finally {
    await owner.destroy();
    await database.drop();
  }
});
