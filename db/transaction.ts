import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';

/** The database cannot be reached, or does not answer: the same call may succeed later. Whether it took effect is open. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'store_unavailable';
  constructor(cause: unknown) {
    super('The database does not answer at the moment.', { cause });
  }
}

/** Milliseconds before the second, third … attempt; each is spread by up to its own length, so that rivals part. */
const pauses = [5, 20, 80, 200];

/**
 * Runs `work` in one transaction and commits. A deadlock or serialization failure runs it again, up to five times in all:
 * `work` may only touch the database through the transaction it is given. Inside a transaction it becomes a savepoint,
 * and the outermost one repeats.
 *
 * Throws `StoreUnavailable` when the database is away; every other error of `work` comes through as it is, rolled back.
 */
export async function inTransaction<T>(knex: Knex, work: (transaction: Knex.Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await knex.transaction(work);
    } catch (error) {
      const wait = pauses[attempt];
      if (knex.isTransaction || wait === undefined || !isRetryable(error)) throw asStoreUnavailable(error);
      await pause(wait * (1 + Math.random()));
    }
  }
}

/** Awaits a query outside a transaction, turning the loss of the database into `StoreUnavailable`. */
export async function fromStore<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw asStoreUnavailable(error);
  }
}

/** `StoreUnavailable` when the error means that the database is away; any other error as it is. */
export function asStoreUnavailable(error: unknown): unknown {
  return !(error instanceof StoreUnavailable) && meansUnavailable(error) ? new StoreUnavailable(error) : error;
}

/** SQLSTATE or system error code. */
export const errorCode = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
};

/** The constraint that a statement violated, if that is what went wrong. */
export const violatedConstraint = (error: unknown): string | undefined => {
  const constraint = (error as { constraint?: unknown } | null)?.constraint;
  return typeof constraint === 'string' ? constraint : undefined;
};

const retryable = ['40001', '40P01'];
const isRetryable = (error: unknown): boolean => retryable.includes(errorCode(error) ?? '');

const systemCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENOENT',
];
/** Classes: 08 connection, 53 out of resources, 57P shut down, 58 system error; 25006 a standby after a failover. */
const serverStates = /^(08...|53...|57P0[1-5]|58...|25006|25P03|57014|55P03)$/;
const words = [
  'Connection terminated',
  'Connection ended unexpectedly',
  'Query read timeout',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Unable to acquire a connection',
];

function meansUnavailable(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  if (systemCodes.includes(code) || serverStates.test(code)) return true;
  // By shape, not by class: an error may come from another realm.
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (name === 'KnexTimeoutError') return true;
  return typeof message === 'string' && words.some((text) => message.includes(text));
}
