import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MailFinding } from './mail-process';

/** After this a mail counts as crashed: the reader gives up by itself long before. */
const patience = 10_000;

/** Reads mails one after the other in a process of its own; starts another when one did not survive. */
export function startMailReader() {
  let child: ChildProcess | null = null;
  return {
    async read(file: string): Promise<MailFinding | { crashed: string }> {
      child ??= startProcess();
      const current = child;
      const over = new AbortController();
      const { signal } = over;
      const timer = setTimeout(() => over.abort(), patience);
      try {
        current.send(file);
        return await Promise.race([
          once(current, 'message', { signal }).then(([finding]) => finding as MailFinding),
          once(current, 'exit', { signal }).then(([code, by]) => {
            child = null;
            return { crashed: `ended by ${String(by ?? code)}` };
          }),
        ]);
      } catch {
        current.kill('SIGKILL');
        child = null;
        return { crashed: `no answer within ${patience / 1000} s` };
      } finally {
        clearTimeout(timer);
        over.abort();
      }
    },
    stop(): void {
      child?.kill();
    },
  };
}

/** Compiled beside this file; from the source where tests run it. */
function startProcess(): ChildProcess {
  const compiled = join(__dirname, 'mail-process.js');
  if (existsSync(compiled)) return fork(compiled);
  const source = join(__dirname, 'mail-process.ts');
  return fork(join(__dirname, '../../test/support/run-typescript.mjs'), [source]);
}
