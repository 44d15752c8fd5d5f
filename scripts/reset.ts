import { existsSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { loadLocalConfig } from '../config';
import { localPaths } from './local-desk';
import { removePostgresData } from './services/postgres';
import { createProgress } from './services/progress';
import { runningSupervisor, stopLeftovers } from './supervisor';

/** `npm run reset`: removes all local data after asking; `-- --yes` does not ask. Never touches a database given by URL. */
export function main(args: readonly string[]): void {
  reset(args.includes('--yes')).then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}

async function reset(yes: boolean): Promise<number> {
  const { dataDirectory, given } = loadLocalConfig();
  const running = runningSupervisor(dataDirectory);
  if (running !== undefined) {
    process.stderr.write(
      `The desk is running (pid ${running}). Stop it first: Ctrl-C in its terminal, or kill ${running}.\n`,
    );
    return 1;
  }
  if (!existsSync(dataDirectory)) {
    process.stdout.write(`There is no local data in ${dataDirectory}.\n`);
    return 0;
  }
  if (!isDataDirectory(dataDirectory)) {
    process.stderr.write(`${dataDirectory} is not a data directory of the desk; nothing is removed.\n`);
    return 1;
  }
  if (given.databaseUrl || given.temporal) {
    process.stdout.write('Databases given by DATABASE_URL or TEMPORAL_ADDRESS are not touched.\n');
  }
  if (!yes && !(await confirmed(`Remove every case, mail and secret in ${dataDirectory}? Type yes: `))) {
    process.stdout.write('Nothing was removed.\n');
    return 1;
  }
  await stopLeftovers(dataDirectory, createProgress(process.stdout));
  removePostgresData(localPaths(dataDirectory).postgres);
  rmSync(dataDirectory, { recursive: true, force: true });
  process.stdout.write('Removed. `npm start` begins afresh.\n');
  return 0;
}

/** Guards against a DATA_DIRECTORY that points somewhere else by mistake. */
const isDataDirectory = (dataDirectory: string): boolean => {
  const { secrets, temporal, postgres } = localPaths(dataDirectory);
  return [secrets, temporal, postgres].some((path) => existsSync(path));
};

async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write('Nobody is there to ask; `npm run reset -- --yes` removes without asking.\n');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
}
