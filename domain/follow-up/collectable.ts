import type { Amount } from '../../contracts/inquiry';
import type { Instant } from '../../contracts/ids';
import type { StopReason } from '../../contracts/vocabulary';
import { money, smaller, subtract, sum, zero } from '../money';
import { outstanding, type Promised } from './promises';

export interface Chase {
  open: Amount;
  /** Parts in dispute; null holds the whole invoice. */
  holds: readonly { amount: Amount | null }[];
  /** Promises that are not judged yet, until the instant at which they will be, with what was open when they were made. */
  promises: readonly Promised[];
  /** A stop holds everything at once, whatever else is known. */
  stopped: StopReason | null;
}

/**
 * What of an invoice may be asked for at an instant: what is open, less what is disputed, less what is promised and not
 * yet overdue. Disputes and promises hold only their part, a promise what of it is not paid yet; insolvency, stay, counsel, cease-contact and fraud hold all.
 * Read again at the instant of sending, never remembered.
 */
export function collectable({ open, holds, promises, stopped }: Chase, at: Instant): Amount {
  if (stopped || holds.some((hold) => hold.amount === null)) return zero(open.currency);
  const held = sum(
    holds.flatMap((hold) => hold.amount ?? []),
    open.currency,
  );
  const waiting = promises.filter((promise) => at < promise.judgeAt);
  const promised = outstanding(waiting, open);
  const withheld = smaller(money(held.minor + promised.minor, open.currency), open);
  return subtract(open, withheld);
}
