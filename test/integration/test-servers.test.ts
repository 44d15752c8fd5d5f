import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { createBlankDatabase, createTestDatabase } from '../support/database';
import { testServers } from '../support/servers';

const tablesOf = async (url: string): Promise<string[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
};

test('each test gets a migrated database of its own', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  try {
    expect(one.name).not.toBe(other.name);
    expect(await tablesOf(one.url)).toContain('journal');
  } finally {
    await Promise.all([one.drop(), other.drop()]);
  }
  await expect(tablesOf(one.url)).rejects.toThrow('does not exist');
});

test('a blank database has no tables', async () => {
  const blank = await createBlankDatabase();
  try {
    expect(await tablesOf(blank.url)).toEqual([]);
  } finally {
    await blank.drop();
  }
});

test('Temporal answers, with the namespace of the tests', async () => {
  const { address, namespace } = testServers().temporal;
  const connection = await Connection.connect({ address });
  try {
    const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace });
    expect(namespaceInfo?.name).toBe(namespace);
  } finally {
    await connection.close();
  }
});
