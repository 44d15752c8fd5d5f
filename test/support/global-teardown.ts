import { rmSync } from 'node:fs';

/** Stops the servers of the run by the handles the set-up kept, newest first, and removes their folder. */
export default async function globalTeardown(): Promise<void> {
  const started = globalThis.startedTestServers;
  if (!started) return;
  globalThis.startedTestServers = undefined;
  await started.temporal.stop();
  await started.postgres.stop();
  rmSync(started.directory, { recursive: true, force: true });
}
