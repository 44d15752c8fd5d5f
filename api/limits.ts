import type { Person } from '../domain/directory';
import { presentMoney, readMoney } from './present';
import { invalid } from './problem';

interface LimitText {
  kind: string;
  amount: { value: string; currency: string };
}

/** Limits as they are kept: by kind in the policy's currency, by `kind:currency` in any other. Throws `Problem`. */
export function readLimits(given: readonly LimitText[], policyCurrency: string): Person['limits'] {
  return Object.fromEntries(
    given.map(({ kind, amount: text }, index): [string, number] => {
      const { minor, currency } = readMoney(text, `/limits/${index}/amount`);
      if (minor < 0) throw invalid(`/limits/${index}/amount/value`, 'not negative');
      return [currency === policyCurrency ? kind : `${kind}:${currency}`, minor];
    }),
  );
}

export const presentLimits = (limits: Person['limits'], policyCurrency: string): LimitText[] =>
  Object.entries(limits).map(([key, minor]) => {
    const [kind = '', currency = policyCurrency] = key.split(':');
    return { kind, amount: presentMoney({ minor, currency }) };
  });
