import { currencyExponents, isCurrencyCode } from '../../../contracts/currencies';
import type { Amount } from '../../../contracts/inquiry';
import type { Instant, LocalDate } from '../../../contracts/ids';
import type { Language } from '../../../contracts/vocabulary';

/**
 * An amount as people of this language write it: `$14,600.00`, `14.600,00 $`. Exact for every amount, because the decimal
 * text is formatted and no floating-point number. Decimals are those of ISO 4217 (IQD 3), not the local habit that
 * `Intl` would show. Other countries' dollars carry their letters (`CA$`).
 *
 * @throws TypeError for a currency that is not in use or an amount that is no safe integer
 */
export function writeAmount(amount: Amount, language: Language): string {
  const { minor, currency } = amount;
  if (!isCurrencyCode(currency) || !Number.isSafeInteger(minor)) throw new TypeError('not an amount of money');
  const exponent = currencyExponents[currency];
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const decimal = `${minor < 0 ? '-' : ''}${whole}${exponent === 0 ? '' : `.${digits.slice(-exponent)}`}`;
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
    useGrouping: 'always',
  }).format(decimal as Intl.StringNumericLiteral);
}

/** `6 March 2026`, `6. März 2026`. */
export function writeDate(date: LocalDate, language: Language): string {
  // British English for the order of day and month, which the rest of the world reads without a second thought.
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** `2026-03-06 16:00 UTC`: for staff, who must not guess the zone. */
export function writeInstant(instant: Instant): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** One sum per currency, in order of first appearance; currencies are never added together. */
export function totalPerCurrency(amounts: readonly Amount[]): Amount[] {
  const totals = new Map<string, number>();
  for (const { minor, currency } of amounts) totals.set(currency, (totals.get(currency) ?? 0) + minor);
  return [...totals].map(([currency, minor]) => ({ minor, currency }));
}
