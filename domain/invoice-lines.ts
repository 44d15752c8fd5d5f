import type { Amount, InvoiceLine } from '../contracts/inquiry';
import { add, multiply, sum, type Money } from './money';

/**
 * Net of a line: quantity times unit price, rounded half to even at the minor unit, as everywhere. A unit price below zero
 * is a discount. Throws `MoneyError` (`rate_invalid`, `amount_too_large`).
 */
export const lineNet = ({ quantity, unitPrice }: InvoiceLine, currency: string): Money => {
  const sign = unitPrice < 0 ? -1 : 1;
  const { minor } = multiply({ minor: sign * unitPrice, currency }, quantity);
  return { minor: minor === 0 ? 0 : sign * minor, currency };
};

/** What the lines come to: net, tax, and both together. Throws as `lineNet`. */
export function invoiceTotals(
  lines: readonly InvoiceLine[],
  currency: string,
): Record<'net' | 'tax' | 'gross', Amount> {
  const net = sum(
    lines.map((line) => lineNet(line, currency)),
    currency,
  );
  const tax = sum(
    lines.map((line) => ({ minor: line.tax, currency })),
    currency,
  );
  return { net, tax, gross: add(net, tax) };
}
