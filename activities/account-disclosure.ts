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

/**
 * Whether a text states any amount of money, of whatever account: a figure beside a currency (`USD 5`, `5 €`), with
 * decimals or in thousands (`12.50`, `22,400`). Dates, references, phone numbers and plain counts are none.
 */
export function statesMoney(text: string): boolean {
  const plain = text.normalize('NFKC');
  for (const [written, before, after] of plain.matchAll(besideFigurePattern)) {
    if (/\p{Sc}/u.test(written) || isCurrency(before ?? after ?? '')) return true;
  }
  return [...plain.matchAll(/(?<![\p{L}\p{N}.,])\d[\d.,'’]*/gu)].some(([figure]) =>
    /^(\d{1,3}([.,'’]\d{3})+([.,]\d{1,4})?|\d+[.,]\d{2,4})$/.test(figure.replace(/\D+$/, '')),
  );
}

/** A figure with a sign or a word right before or after it. Overlaps are looked at, too. */
const besideFigurePattern =
  /(?:\p{Sc}|(?<!\p{L})(\p{L}{3,})):? ?[-−]?(?=\d)|(?<=\d[.,]?[-–—]? ?)(?:\p{Sc}|(\p{L}{3,})(?!\p{L}))/gu;

const currencyWordPattern = /^(dollars?|euros?|pounds?|francs?|franken|pfund|yen|yuan|d[óo]lar(es)?|libras?|livres?)$/i;

/** Codes that are words as well count only in capitals: one may `try 2 times`. */
const codesThatAreWords = new Set([
  'ALL',
  'BAM',
  'BOB',
  'COP',
  'CUP',
  'GEL',
  'LAK',
  'MAD',
  'MOP',
  'PEN',
  'SOS',
  'TOP',
  'TRY',
]);

function isCurrency(word: string): boolean {
  const code = word.toUpperCase();
  const isCode = isCurrencyCode(code) && (word === code || !codesThatAreWords.has(code));
  return isCode || currencyWordPattern.test(word);
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
