import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { databaseName, loginRole, ownerRole } from '../../scripts/services/postgres';
import { testServers, uniqueName } from './servers';

export interface TestDatabase {
  name: string;
  /** As the role the desk works as. */
  url: string;
  /** As the role that owns the tables. */
  ownerUrl: string;
  /** Ends all sessions and removes the database. */
  drop(): Promise<void>;
}

export const templateName = `${databaseName}_template`;

/** A migrated, empty database of one's own: a copy of the template, made in a fraction of a second. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(`template ${templateName}`);
}

/** A database without any table: for tests of the migrations themselves. */
export function createBlankDatabase(): Promise<TestDatabase> {
  return create('');
}

async function create(from: string): Promise<TestDatabase> {
  const { port, password } = testServers().postgres;
  const name = uniqueName('test');
  const address = (role: string, database: string): string =>
    `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  await execute(address(ownerRole, 'postgres'), `create database ${name} ${from}`);
  return {
    name,
    url: address(loginRole, name),
    ownerUrl: address(ownerRole, name),
    drop: () => dropDatabase(address(ownerRole, 'postgres'), name),
  };
}

/** SQLSTATE `insufficient_privilege`: the server itself is busy in the database, cleaning up after many rows. */
const busyCleaning = '42501';

async function dropDatabase(url: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await execute(url, `drop database if exists ${name} with (force)`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== busyCleaning || attempt === 40) throw error;
      await pause(250);
    }
  }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
