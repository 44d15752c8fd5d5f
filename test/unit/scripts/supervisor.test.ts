import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../../scripts/services/lock';
import { assertPortFree, freePort } from '../../../scripts/services/ports';
import { exitOf, identify, isRunning, stopChild } from '../../../scripts/services/process';
import { silentProgress } from '../../../scripts/services/progress';
import {
  runningServices,
  runningSupervisor,
  stopLeftovers,
  Supervisor,
  type Service,
} from '../../../scripts/supervisor';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-supervisor-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A process that does nothing until it is stopped. */
async function idle(): Promise<Service> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  return { pid: child.pid, ended: exitOf(child).then(({ signal }) => String(signal)), stop: () => stopChild(child) };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
};

test('a service that is killed is started again, and its pid file tells the new one', async () => {
  const supervisor = new Supervisor(directory, silentProgress);
  supervisor.claim();
  await supervisor.keep('worker', idle);
  const file = join(directory, 'pids', 'worker.pid');
  const first = Number(readFileSync(file, 'utf8'));

  process.kill(first, 'SIGKILL');
  await until(() => Number(readFileSync(file, 'utf8')) !== first);

  const [service] = runningServices(directory);
  expect(service?.identity.pid).toBe(Number(readFileSync(file, 'utf8')));
  await supervisor.stop();
  expect(existsSync(file)).toBe(false);
  expect(service && isRunning(service.identity)).toBe(false);
});

test('services stop in reverse order and are not started again', async () => {
  const order: string[] = [];
  const supervisor = new Supervisor(directory, silentProgress);
  supervisor.claim();
  for (const name of ['database', 'worker', 'api']) {
    let end: (words: string) => void = () => {};
    const ended = new Promise<string>((resolve) => (end = resolve));
    await supervisor.keep(name, async () => ({
      ended,
      stop: async () => {
        order.push(name);
        end('stopped');
      },
    }));
  }
  await Promise.all([supervisor.stop(), supervisor.stop()]);
  expect(order).toEqual(['api', 'worker', 'database']);
});

test('what a killed supervisor left running is found and stopped, and nothing else', async () => {
  const supervisor = new Supervisor(directory, silentProgress);
  supervisor.claim();
  await supervisor.keep('worker', idle);
  expect(runningSupervisor(directory)).toBe(process.pid);
  const [left] = runningServices(directory);

  // This process stands for the dead supervisor; it goes on watching, so it is asked to stop meanwhile.
  const stopped = supervisor.stop();
  await Promise.all([stopLeftovers(directory, silentProgress), stopped]);
  expect(left && isRunning(left.identity)).toBe(false);
  expect(identify(process.pid)).toBeDefined();
});

test('a busy port names who holds it and the variable that changes it', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  try {
    await expect(assertPortFree(port, 'the API', 'PORT')).rejects.toThrow(
      new RegExp(
        `^Port ${port} for the API is held by pid ${process.pid} \\(.*\\)\\. Stop it, or set PORT to another port\\.$`,
      ),
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  await expect(assertPortFree(port, 'the API', 'PORT')).resolves.toBeUndefined();
});

test('a lock lets one in at a time', async () => {
  const path = join(directory, 'lock');
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 30));
    inside -= 1;
  };
  await Promise.all([withLock(path, work), withLock(path, work)]);
  expect(most).toBe(1);
  expect(existsSync(path)).toBe(false);
});
