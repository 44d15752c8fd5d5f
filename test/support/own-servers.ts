import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLocalConfig } from '../../config';
import { migrate } from '../../db/migrate';
import { freePort } from '../../scripts/services/ports';
import { removePostgresData, startPostgres, type RunningPostgres } from '../../scripts/services/postgres';
import { findTemporal, startTemporal, type RunningTemporal } from '../../scripts/services/temporal';
import type { TestDatabase } from './database';

/** A Temporal server of a test's own, which can be killed and started again with what it has on disk. */
export interface OwnTemporal {
  address: string;
  namespace: string;
  /** Ends the process as a power cut of that machine would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and file. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnTemporal(): Promise<OwnTemporal> {
  const directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-own-'));
  const port = await freePort();
  const { temporalCliPath, cacheDirectory } = loadLocalConfig();
  const executable = await findTemporal({ cliPath: temporalCliPath, cacheDirectory });
  const namespace = 'default';
  let running: RunningTemporal;
  const server: OwnTemporal = {
    address: `127.0.0.1:${port}`,
    namespace,
    async kill() {
      const ended = new Promise((resolve) => running.child.once('exit', resolve));
      running.child.kill('SIGKILL');
      await ended;
    },
    async start() {
      running = await startTemporal({ executable, databaseFile: join(directory, 'temporal.db'), port, namespace });
    },
    async stop() {
      await running.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** A PostgreSQL of a test's own, migrated, which can go away and come back. */
export interface OwnPostgres {
  database: TestDatabase;
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-own-'));
  // PostgreSQL may run as another user, who must be able to pass through.
  chmodSync(directory, 0o755);
  const options = { directory: join(directory, 'postgres'), port: await freePort(), password: 'own', throwaway: true };
  let running: RunningPostgres = await startPostgres(options);
  await migrate(running.ownerUrl);
  const { url, ownerUrl } = running;
  return {
    database: { name: 'own', url, ownerUrl, drop: async () => undefined },
    stop: () => running.stop(),
    async start() {
      running = await startPostgres(options);
    },
    async remove() {
      await running.stop();
      removePostgresData(options.directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
