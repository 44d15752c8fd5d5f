import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadLocalConfig } from '../../config';
import { migrate } from '../../db/migrate';
import { buildWorkflowBundle } from '../../scripts/build-workflow-bundle';
import { freePort } from '../../scripts/services/ports';
import { ownerRole, startPostgres, type RunningPostgres } from '../../scripts/services/postgres';
import { identify, isRunning, stopProcess, type ProcessIdentity } from '../../scripts/services/process';
import { createProgress, type Progress } from '../../scripts/services/progress';
import { findTemporal, startTemporal, type RunningTemporal } from '../../scripts/services/temporal';
import { findTimeSkippingServer } from '../../scripts/services/time-skipping-server';
import { templateName } from './database';
import { namespaces, serversVariable, type TestServers } from './servers';

/** What the teardown has to stop. */
export interface StartedServers {
  postgres: RunningPostgres;
  temporal: RunningTemporal;
  directory: string;
}

declare global {
  var startedTestServers: StartedServers | undefined;
}

const directoryPrefix = 'inquiry-desk-test-';
const processesFile = 'processes.json';

/** Starts the servers of the run, once for all projects, on free ports and in a folder of its own. */
export default async function globalSetup(): Promise<void> {
  if (globalThis.startedTestServers) return;
  const progress = createProgress(process.stderr);
  await removeLeftovers();
  const directory = mkdtempSync(join(tmpdir(), directoryPrefix));
  // PostgreSQL may run as another user, who must be able to pass through.
  chmodSync(directory, 0o755);
  const password = randomBytes(18).toString('base64url');

  // One after the other: on a small machine they would only slow each other down.
  const postgres = await progress.step('Test servers: PostgreSQL', async () =>
    startPostgres({
      directory: join(directory, 'postgres'),
      port: await freePort(),
      password,
      throwaway: true,
      progress,
    }),
  );
  try {
    const templateUrl = await createTemplate(postgres);
    const temporal = await startTestTemporal(directory, progress);
    globalThis.startedTestServers = { postgres, temporal, directory };
    recordProcesses(directory, [postgres.child.pid, temporal.child.pid]);
    const workflowBundle = await bundleWorkflows(directory);
    const servers: TestServers = {
      postgres: { port: postgres.port, password, templateUrl },
      temporal: { address: temporal.address, namespace: namespaces[0] },
      ...(workflowBundle && { workflowBundle }),
      timeSkipping: await timeSkippingServer(progress),
      directory,
    };
    process.env[serversVariable] = JSON.stringify(servers);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** The migrated database that every test database is copied from. Nobody may stay connected to it. */
async function createTemplate(postgres: RunningPostgres): Promise<string> {
  const client = new Client({ connectionString: postgres.ownerUrl });
  await client.connect();
  await client.query(`create database ${templateName} owner ${ownerRole}`).finally(() => client.end());
  const templateUrl = new URL(postgres.ownerUrl);
  templateUrl.pathname = `/${templateName}`;
  await migrate(templateUrl.href);
  return templateUrl.href;
}

async function startTestTemporal(directory: string, progress: Progress): Promise<RunningTemporal> {
  const { temporalCliPath, cacheDirectory } = loadLocalConfig();
  const executable = await findTemporal({ cliPath: temporalCliPath, cacheDirectory, progress });
  return progress.step('Test servers: Temporal', async () =>
    startTemporal({
      executable,
      databaseFile: join(directory, 'temporal.db'),
      port: await freePort(),
      namespace: namespaces[0],
      moreNamespaces: namespaces.slice(1),
    }),
  );
}

/** Once for the run, so that workers in tests start at once. */
async function bundleWorkflows(directory: string): Promise<{ codePath: string } | undefined> {
  const workflows = join(__dirname, '../../workflows/index.ts');
  if (!existsSync(workflows)) return undefined;
  const codePath = join(directory, 'workflow-bundle.js');
  await buildWorkflowBundle(workflows, codePath);
  return { codePath };
}

async function timeSkippingServer(progress: Progress): Promise<TestServers['timeSkipping']> {
  const { temporalTestServerPath, cacheDirectory } = loadLocalConfig();
  try {
    return {
      executable: await findTimeSkippingServer({ serverPath: temporalTestServerPath, cacheDirectory, progress }),
    };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

// --- runs that were killed ---

function recordProcesses(directory: string, servers: (number | undefined)[]): void {
  const identities = [process.pid, ...servers].map((pid) => (pid === undefined ? undefined : identify(pid)));
  writeFileSync(join(directory, processesFile), JSON.stringify(identities));
}

/** Stops and removes what a killed run left behind; leaves runs alone that are going on. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(directoryPrefix))) {
    const directory = join(tmpdir(), name);
    const file = join(directory, processesFile);
    // Without this file the run is starting, or somebody else's.
    if (!existsSync(file)) continue;
    const [run, ...servers] = JSON.parse(readFileSync(file, 'utf8')) as [ProcessIdentity, ...ProcessIdentity[]];
    if (isRunning(run)) continue;
    await Promise.all(servers.map((server) => stopProcess(server, 'SIGINT', 5_000)));
    rmSync(directory, { recursive: true, force: true });
  }
}
