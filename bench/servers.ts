import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { startMailSink } from '../adapters/mail/sink';
import { loadLocalConfig, projectDirectory } from '../config';
import { developmentIdentity } from '../scripts/development-identity';
import { localSecrets } from '../scripts/local-desk';
import { migrateDatabase, prepareDemoCompany, prepareTemporal, type DemoLogin } from '../scripts/composition';
import { freePort } from '../scripts/services/ports';
import { startPostgres } from '../scripts/services/postgres';
import { createProgress } from '../scripts/services/progress';
import { findTemporal, startTemporal } from '../scripts/services/temporal';

export interface BenchDesk {
  api: string;
  temporal: { address: string; namespace: string };
  databaseUrl: string;
  logins: DemoLogin[];
  /** Runs a compiled program of this project until `stop`, and waits for its `ready` line if asked to. */
  run(program: string, programArguments: string[]): Promise<void>;
  stop(): Promise<void>;
}

/** A desk of its own for measuring: the servers, worker and API of `npm start`, on free ports and in a folder that goes away. */
export async function startBenchDesk(): Promise<BenchDesk> {
  const progress = createProgress(process.stderr);
  const local = loadLocalConfig();
  const directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-bench-'));
  chmodSync(directory, 0o755);
  const { postgresPassword: password, secretKey } = localSecrets(directory);
  const identity = await developmentIdentity(directory);
  const children: ChildProcess[] = [];

  const postgres = await startPostgres({ directory: join(directory, 'postgres'), port: await freePort(), password });
  const executable = await findTemporal({
    cliPath: local.temporalCliPath,
    cacheDirectory: local.cacheDirectory,
    progress,
  });
  const temporal = await startTemporal({
    executable,
    databaseFile: join(directory, 'temporal.db'),
    port: await freePort(),
    namespace: 'default',
  });
  const mail = await startMailSink({ smtpPort: 0, httpPort: 0 });
  const taskQueue = 'inquiry-desk';
  await migrateDatabase(postgres.ownerUrl);
  await prepareTemporal({ address: temporal.address, namespace: temporal.namespace, tls: false }, taskQueue);
  const logins = await prepareDemoCompany(postgres.url, identity);

  const port = await freePort();
  const environment = {
    ...process.env,
    NODE_ENV: 'production',
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
    SMTP_URL: mail.smtpUrl,
    AUTH_ISSUER: identity.issuer,
    AUTH_AUDIENCE: identity.audience,
    AUTH_JWKS: identity.jwks,
    SECRET_KEY: secretKey,
    LOG_LEVEL: 'warn',
  };
  const log = openSync(join(directory, 'processes.log'), 'a');
  const start = (program: string, programArguments: string[], output: 'pipe' | number) => {
    const child = spawn(process.execPath, [join(projectDirectory, 'dist', program), ...programArguments], {
      env: environment,
      stdio: ['ignore', output, log],
    });
    children.push(child);
    return child;
  };
  start('worker/main.js', [], log);
  start('api/main.js', [], log);
  const api = `http://127.0.0.1:${port}`;
  await untilReady(`${api}/readyz`);

  const stopBeforeTime = () => void desk.stop().then(() => process.exit(1));
  const desk: BenchDesk = {
    api,
    temporal,
    databaseUrl: postgres.url,
    logins,
    async run(program, programArguments) {
      const child = start(program, programArguments, 'pipe');
      await once(child.stdout!, 'data');
    },
    async stop() {
      for (const child of children.reverse()) {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'exit');
      }
      await mail.stop();
      await temporal.stop();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  process.once('SIGINT', stopBeforeTime);
  process.once('SIGTERM', stopBeforeTime);
  return desk;
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} did not get ready within a minute`);
}
