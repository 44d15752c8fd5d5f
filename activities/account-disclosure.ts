import { currencyExponents, isCurrencyCode } from '../contracts/currencies';
import type { AccountFacts } from '../db/read-account-facts';

/**
 * Whether a text gives something of an account away: its name, the number of an invoice or payment, or an amount on one.
 * The last gate before a mail to somebody who is not identified; the rules of the case have refused most of it earlier.
 * It errs on the side of silence: an agent who repeats a number that the sender wrote is stopped as well.
 */
export function disclosesAccount(text: string, facts: AccountFacts): boolean {
  const plain = text.normalize('NFKC').toLowerCase();
  return (
    [...facts.names, ...facts.numbers].some((word) => holdsWord(plain, word.normalize('NFKC').toLowerCase())) ||
    holdsAmount(plain, facts)
  );
}

/** The word as a whole: `INV-1` is not in `INV-12`. Spaces may be of any kind and number. */
function holdsWord(text: string, word: string): boolean {
  const parts = word.trim().split(/\s+/).map(escapePattern);
  if (parts.join('') === '') return false;
  return new RegExp(`(?<![\\p{L}\\p{N}])${parts.join('\\s+')}(?![\\p{L}\\p{N}])`, 'u').test(text);
}

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Digits in groups or not, with or without decimals: `22400`, `22,400.00`, `22.400,00`, `22 400,00`, `22'400.00`. */
const figurePattern = /(?<![\d.,])(\d{1,3}(?:[ .,'’]\d{3})+|\d+)(?:([.,])(\d{1,4}))?(?![\d])/gu;

function holdsAmount(text: string, facts: AccountFacts): boolean {
  const disclosed = new Set(
    facts.amounts
      .filter(({ minor }) => minor > 0)
      .map(({ minor, currency }) => writeDecimal(minor, isCurrencyCode(currency) ? currencyExponents[currency] : 2)),
  );
  for (const [, whole = '', , decimals = ''] of text.matchAll(figurePattern)) {
    const digits = whole.replace(/\D/g, '');
    // Short figures without decimals are days, percentages and counts far more often than balances.
    if (decimals === '' && digits.length < 4) continue;
    if (disclosed.has(trimDecimal(digits, decimals))) return true;
    // `1.005` is a thousand and five, or one and five thousandths of a dinar: both readings count.
    const thousandths = decimals === '' && /[.,]\d{3}$/.test(whole);
    if (thousandths && disclosed.has(trimDecimal(digits.slice(0, -3), digits.slice(-3)))) return true;
  }
  return false;
}

function writeDecimal(minor: number, exponent: number): string {
  const digits = String(minor).padStart(exponent + 1, '0');
  return trimDecimal(digits.slice(0, digits.length - exponent), digits.slice(digits.length - exponent));
}

/** One spelling per number: `022400` and `00` become `22400`. */
function trimDecimal(whole: string, decimals: string): string {
  const fraction = decimals.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${fraction === '' ? '' : `.${fraction}`}`;
}
