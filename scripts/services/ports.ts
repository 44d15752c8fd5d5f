import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { commandOf } from './process';

/** A port somebody else holds: says who, and which variable chooses another. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new Error(`Port ${port} on ${host} cannot be opened: ${error.message}`));
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether nobody listens on the port, on loopback or on all addresses. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await canListen(port, host)) && holderOf(port) === undefined;
}

/** @throws PortInUseError naming the process that holds the port and the variable that changes it */
export async function assertPortFree(port: number, use: string, variable: string): Promise<void> {
  if (await isPortFree(port)) return;
  const holder = holderOf(port);
  const who =
    holder === undefined ? 'another process' : `pid ${holder.pid}${holder.command && ` (${shorten(holder.command)})`}`;
  throw new PortInUseError(`Port ${port} for ${use} is held by ${who}. Stop it, or set ${variable} to another port.`);
}

/** A port nobody uses right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve((address as { port: number }).port));
    });
  });
}

/** The process that listens on a TCP port, as far as this user may see it. */
export function holderOf(port: number): { pid: number; command: string } | undefined {
  const pid = process.platform === 'linux' ? holderFromProc(port) : holderFromLsof(port);
  return pid === undefined ? undefined : { pid, command: commandOf(pid) };
}

function holderFromProc(port: number): number | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
        if (inode !== undefined && inodes.has(inode)) return Number(pid);
      }
    } catch {
      // Another user's process, or one that has just ended.
    }
  }
  return undefined;
}

/** Columns: 1 is the local address as hexadecimal `address:port`, 3 the state (0A: listening), 9 the inode. */
function listeningInodes(table: string, port: number): string[] {
  let rows: string[];
  try {
    rows = readFileSync(table, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === '0A')
    .map((columns) => columns[9] ?? '');
}

function holderFromLsof(port: number): number | undefined {
  const { stdout } = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { encoding: 'utf8' });
  const pid = Number(stdout?.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

const shorten = (command: string): string => (command.length > 80 ? `${command.slice(0, 79)}…` : command);
