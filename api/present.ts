import type { Amount } from '../contracts/inquiry';
import { formatMoney, parseMoney, type MoneyText } from '../domain/money';
import { invalid } from './problem';

/** An amount as it leaves the desk. */
export const presentMoney = ({ minor, currency }: Amount): MoneyText => formatMoney({ minor, currency });

/** An amount from outside, in minor units. Throws `Problem` (`invalid_request`) at the field. */
export function readMoney(given: MoneyText, path: string): Amount {
  const result = parseMoney(given);
  if (!result.ok) throw invalid(`${path}/value`, result.code);
  return { ...result.money };
}

/** An instant from outside, in the one spelling that the desk compares. */
export const readInstant = (given: string): string => new Date(Date.parse(given)).toISOString();

export const etag = (sequence: number): string => `"${sequence}"`;
