import type { Instant } from '../../contracts/ids';
import type { Amount } from '../../contracts/inquiry';
import { money, smaller, subtract, zero } from '../money';

/** A promise on one invoice: how much, what was open when it was made, and when it is judged. */
export interface Promised {
  amount: Amount;
  openBefore: Amount;
  judgeAt: Instant;
}

/**
 * What has been kept of each promise on one invoice, which is now open with so much. What it has come down by since a
 * promise was made counts for that promise, the earliest day first, and never for two of them.
 */
export function keptOf<Promise extends Promised>(
  promises: readonly Promise[],
  open: Amount,
): { promise: Promise; kept: Amount }[] {
  const [promise, ...others] = byDay(promises);
  if (!promise) return [];
  const paid = subtract(promise.openBefore, smaller(promise.openBefore, open));
  const kept = smaller(promise.amount, paid);
  const left = others.map((other) => ({ ...other, openBefore: openWithout(other, promise, kept), made: other }));
  const rest = keptOf(left, open).map(({ promise: { made }, kept: amount }) => ({ promise: made, kept: amount }));
  return [{ promise, kept }, ...rest];
}

/** What `other` was made on, when so much of what came in counts for `judged`. */
export function openWithout(other: Promised, judged: Promised, paid: Amount): Amount {
  const { currency } = other.openBefore;
  if (other.openBefore.minor > judged.openBefore.minor) return subtract(other.openBefore, paid);
  return smaller(other.openBefore, money(judged.openBefore.minor - paid.minor, currency));
}

/** What is promised and not paid yet. */
export const outstanding = (promises: readonly Promised[], open: Amount): Amount =>
  keptOf(promises, open).reduce(
    (total, { promise, kept }) => money(total.minor + promise.amount.minor - kept.minor, open.currency),
    zero(open.currency),
  );

const byDay = <Promise extends Promised>(promises: readonly Promise[]): Promise[] =>
  [...promises].sort((left, right) => (left.judgeAt < right.judgeAt ? -1 : left.judgeAt > right.judgeAt ? 1 : 0));
