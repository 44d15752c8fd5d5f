import { deliverDispatch, type Dispatch } from '../adapters/engine/deliver-dispatches';
import { readMail } from '../adapters/mail/receive/read-mail';
import type { Instant } from '../contracts/ids';
import { claimReceivedMail } from '../db/claim-received-mail';
import { findFile } from '../db/find-file';
import { findReceivedMail } from '../db/find-received-mail';
import type { ReceivedMailRow } from '../db/rows';
import { settleReceivedMail } from '../db/settle-received-mail';
import { inTransaction, StoreUnavailable } from '../db/transaction';
import { addElapsed, minuteInMilliseconds } from '../domain/instant';
import type { ProcessMail, ProcessedMail, ProcessMailPorts } from './ports';
import { takeMail } from './take-mail';

/** How long one process may work on a mail before another one takes it up. */
const turn = 2 * minuteInMilliseconds;
/** Minutes until it is tried again after the first, second … attempt; then a person decides. */
const pauses = [1, 5, 30, 120];

/** Implements `ProcessMail`. */
export const processMail: ProcessMail = async (ports, id) => {
  const { db, clock } = ports;
  const now = await clock.now();
  const row = await claimReceivedMail(db, id, { now, until: addElapsed(now, turn) });
  if (row === null) return present(id, await findReceivedMail(db, id));
  // Somebody has counted an attempt that nobody has reported about: the mail may have killed its reader.
  if (row.attempts > pauses.length + 1) return settle(ports, row, { status: 'failed', problem: 'reader_died' }, now);
  try {
    return await read(ports, row, now);
  } catch (error) {
    // The mail waits, and the sweep takes it up when the database is back.
    if (error instanceof StoreUnavailable) throw error;
    ports.log?.warn({ mail: id, error: (error as Error).name }, 'a mail could not be processed');
    const pause = pauses[row.attempts - 1];
    return settle(
      ports,
      row,
      pause === undefined
        ? { status: 'failed', problem: 'processing_failed' }
        : {
            status: 'waiting',
            problem: 'processing_failed',
            attempt_after: addElapsed(now, pause * minuteInMilliseconds),
          },
      now,
    );
  }
};

async function read(ports: ProcessMailPorts, row: ReceivedMailRow, now: Instant): Promise<ProcessedMail> {
  const { db, engine } = ports;
  const raw = (await findFile(db, row.file))?.content ?? null;
  if (raw === null) return settle(ports, row, { status: 'failed', problem: 'mail_erased' }, now);
  const reading = await readMail(raw);
  if (!reading.ok) return settle(ports, row, { status: 'failed', problem: reading.code }, now);

  // Read before the transaction, which would otherwise need a second connection while others wait for it.
  const { version } = await ports.policies.newest();
  const at = { now, policyVersion: version };
  const dispatches = await inTransaction(db, (transaction) => takeMail(ports, transaction, row, reading.mail, at));
  for (const dispatch of dispatches) await tellSoon(ports, dispatch, engine);
  return present(row.id, await findReceivedMail(db, row.id));
}

/** What the engine does not take now, the sweep delivers. */
async function tellSoon({ db, log }: ProcessMailPorts, dispatch: Dispatch, engine: ProcessMailPorts['engine']) {
  try {
    await deliverDispatch(db, engine, dispatch);
  } catch (error) {
    log?.warn({ kind: dispatch.kind, error: (error as Error).name }, 'a dispatch waits for the sweep');
  }
}

async function settle(
  { db }: ProcessMailPorts,
  { id }: ReceivedMailRow,
  settlement: Parameters<typeof settleReceivedMail>[2],
  now: Instant,
): Promise<ProcessedMail> {
  await settleReceivedMail(db, id, settlement, now);
  return { id, status: settlement.status, disposition: null };
}

const present = (id: string, row: ReceivedMailRow | null): ProcessedMail => ({
  id,
  status: row?.status ?? 'failed',
  disposition: row?.disposition ?? null,
});
