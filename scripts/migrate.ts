import { loadLocalConfig } from '../config';
import { migrateDatabase, prepareTemporal } from './composition';

/**
 * `npm run migrate`: prepares the database and the engine that DATABASE_OWNER_URL (or DATABASE_URL) and TEMPORAL_ADDRESS
 * name for this version: migrations, search attributes, schedules. Loads no data and starts nothing; before the processes
 * of a new version start. May be repeated.
 */
export function main(): void {
  migrate().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function migrate(): Promise<void> {
  const { given, taskQueue } = loadLocalConfig();
  if (!given.databaseOwnerUrl || !given.temporal) {
    throw new Error(
      'DATABASE_OWNER_URL (with DATABASE_URL) and TEMPORAL_ADDRESS say what to prepare. `npm start` prepares its own servers by itself.',
    );
  }
  const done = await migrateDatabase(given.databaseOwnerUrl);
  process.stdout.write(done.length > 0 ? `Migrated: ${done.join(', ')}.\n` : 'The database is up to date.\n');
  await prepareTemporal(given.temporal, taskQueue);
  process.stdout.write('Search attributes and schedules are there.\n');
}
