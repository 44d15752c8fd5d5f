import { currencyExponents, isCurrencyCode } from '../contracts/currencies';

/**
 * An amount of one currency. Plain data, so that events can carry it; `minor` counts the smallest unit of ISO 4217
 * (USD 7,800.00 is `{ minor: 780000, currency: 'USD' }`, JPY 7,800 is `{ minor: 7800, currency: 'JPY' }`).
 * `minor` is always a safe integer and never `-0`; negative amounts are allowed.
 */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Money as it crosses a boundary: `{ value: '7800.00', currency: 'USD' }`, with exactly the currency's decimals. */
export interface MoneyText {
  readonly value: string;
  readonly currency: string;
}

/** Why a text from outside is not money. */
export type MoneyParseCode = 'currency_unknown' | 'amount_malformed' | 'amount_scale' | 'amount_too_large';

export type MoneyParseResult =
  { readonly ok: true; readonly money: Money } | { readonly ok: false; readonly code: MoneyParseCode };

export type MoneyErrorCode =
  'currency_unknown' | 'currency_mismatch' | 'amount_invalid' | 'amount_too_large' | 'weights_invalid' | 'rate_invalid';

/** A mistake of the caller or a result that cannot be represented; user input never gets this far, see `parseMoney`. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
  constructor(
    readonly code: MoneyErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * A ratio or an exchange rate: a positive decimal text (`'1.0845'`), or a fraction of positive safe integers.
 * Never a floating-point number, which could not say 0.1.
 */
export type Rate = string | { readonly numerator: number; readonly denominator: number };

// No leading zeros, no plus sign, no exponent, no grouping: each amount has exactly one spelling.
const amountPattern = /^-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
const ratePattern = /^([0-9]{1,18})(?:\.([0-9]{1,18}))?$/;
// The longest safe integer has 16 digits; sign and point make 18. Longer texts are not worth converting.
const longestAmount = 18;

/**
 * Reads an amount from outside. The number of decimals must be exactly that of the currency: `'7800.00'` USD,
 * `'7800'` JPY, `'7800.000'` KWD. For every accepted input, `formatMoney` gives the same text back.
 *
 * Errors (returned, not thrown): `currency_unknown`, `amount_malformed` (not a plain decimal, or `-0`),
 * `amount_scale` (wrong number of decimals), `amount_too_large` (beyond safe integers of minor units).
 */
export function parseMoney(input: MoneyText): MoneyParseResult {
  const { value, currency } = input;
  if (!isCurrencyCode(currency)) return { ok: false, code: 'currency_unknown' };
  const match = amountPattern.exec(value);
  if (match === null) return { ok: false, code: 'amount_malformed' };
  if ((match[1] ?? '').length !== currencyExponents[currency]) return { ok: false, code: 'amount_scale' };
  if (value.length > longestAmount) return { ok: false, code: 'amount_too_large' };
  const minor = Number(value.replace('.', ''));
  if (!Number.isSafeInteger(minor)) return { ok: false, code: 'amount_too_large' };
  if (Object.is(minor, -0)) return { ok: false, code: 'amount_malformed' };
  return { ok: true, money: { minor, currency } };
}

/** The amount with exactly the currency's decimals. Throws `MoneyError` when the value is not money. */
export function formatMoney(amount: Money): MoneyText {
  const exponent = exponentOf(amount.currency);
  requireSafe(amount.minor, 'amount_invalid');
  const digits = Math.abs(amount.minor)
    .toString()
    .padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const value = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  return { value: amount.minor < 0 ? `-${value}` : value, currency: amount.currency };
}

/** Money from minor units. Throws `MoneyError` (`currency_unknown`, `amount_invalid`). */
export function money(minor: number, currency: string): Money {
  exponentOf(currency);
  requireSafe(minor, 'amount_invalid');
  return { minor: minor === 0 ? 0 : minor, currency };
}

export function zero(currency: string): Money {
  return money(0, currency);
}

/** Throws `MoneyError`: `currency_mismatch`, or `amount_too_large` beyond safe integers. */
export function add(left: Money, right: Money): Money {
  requireSameCurrency(left, right);
  return fromMinor(left.minor + right.minor, left.currency);
}

/** Throws `MoneyError`: `currency_mismatch`, or `amount_too_large` beyond safe integers. */
export function subtract(left: Money, right: Money): Money {
  requireSameCurrency(left, right);
  return fromMinor(left.minor - right.minor, left.currency);
}

export function negate(amount: Money): Money {
  return fromMinor(-amount.minor, amount.currency);
}

export function absolute(amount: Money): Money {
  return fromMinor(Math.abs(amount.minor), amount.currency);
}

/** -1, 0 or 1, as `Array.sort` wants it. Throws `MoneyError` (`currency_mismatch`). */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  requireSameCurrency(left, right);
  return left.minor < right.minor ? -1 : left.minor > right.minor ? 1 : 0;
}

/** Same amount of the same currency; different currencies are different, not an error. */
export function equals(left: Money, right: Money): boolean {
  return left.currency === right.currency && left.minor === right.minor;
}

export function isZero(amount: Money): boolean {
  return amount.minor === 0;
}

/** The smaller of two amounts. Throws `MoneyError` (`currency_mismatch`). */
export function smaller(left: Money, right: Money): Money {
  return compare(left, right) <= 0 ? left : right;
}

/** The sum in `currency`, also of nothing. Only the result must be a safe integer: partial sums may pass beyond. */
export function sum(amounts: readonly Money[], currency: string): Money {
  const nothing = zero(currency);
  let total = 0n;
  for (const amount of amounts) {
    requireSameCurrency(nothing, amount);
    total += minorUnits(amount);
  }
  return fromBigInt(total, currency);
}

/**
 * Splits an amount in proportion to `weights` so that the parts add up to it exactly: each part is rounded towards
 * zero, then the units left over go one each to the largest remainders (Hamilton's method), the earlier part first
 * when remainders are equal. No part is off its exact share by a whole minor unit; weight 0 gets 0.
 *
 * `weights`: non-negative safe integers, at least one positive. Throws `MoneyError` (`weights_invalid`).
 */
export function allocate(amount: Money, weights: readonly number[]): Money[] {
  let whole = 0n;
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) {
      throw new MoneyError('weights_invalid', `weights are non-negative integers, not ${weight}`);
    }
    whole += BigInt(weight);
  }
  if (whole === 0n) throw new MoneyError('weights_invalid', 'at least one weight must be positive');

  const signed = minorUnits(amount);
  const size = signed < 0n ? -signed : signed;
  const shares = weights.map((weight, index) => {
    const exact = size * BigInt(weight);
    return { index, part: exact / whole, remainder: exact % whole };
  });
  let left = size - shares.reduce((given, share) => given + share.part, 0n);
  const byRemainder = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    if (left === 0n) break;
    share.part += 1n;
    left -= 1n;
  }
  return shares.map((share) => fromBigInt(signed < 0n ? -share.part : share.part, amount.currency));
}

/**
 * Converts into another currency. `rate` says how many units (not minor units) of `to` one unit of the amount's currency
 * buys; the exponents of both currencies are taken into account.
 *
 * Rounding: once, at the end, half to even ("banker's rounding"), so that a sum of many conversions does not drift.
 * Throws `MoneyError`: `rate_invalid` (not positive, or not exact), `currency_unknown`, `amount_too_large`.
 */
export function convert(amount: Money, to: string, rate: Rate): Money {
  const { numerator, denominator } = readRate(rate);
  const shift = exponentOf(to) - exponentOf(amount.currency);
  const up = 10n ** BigInt(Math.max(shift, 0));
  const down = 10n ** BigInt(Math.max(-shift, 0));
  return fromBigInt(divideHalfEven(minorUnits(amount) * numerator * up, denominator * down), to);
}

/** A share of an amount, such as 1.5 % interest as `'0.015'`; rounded once, half to even. Errors as `convert`. */
export function multiply(amount: Money, ratio: Rate): Money {
  return convert(amount, amount.currency, ratio);
}

function exponentOf(currency: string): number {
  if (!isCurrencyCode(currency)) throw new MoneyError('currency_unknown', `no ISO 4217 currency in use: ${currency}`);
  return currencyExponents[currency];
}

function requireSafe(minor: number, code: 'amount_invalid' | 'amount_too_large'): void {
  if (!Number.isSafeInteger(minor)) throw new MoneyError(code, `not a safe integer of minor units: ${minor}`);
}

function requireSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new MoneyError('currency_mismatch', `${left.currency} and ${right.currency} do not mix`);
  }
}

function minorUnits(amount: Money): bigint {
  requireSafe(amount.minor, 'amount_invalid');
  return BigInt(amount.minor);
}

function fromMinor(minor: number, currency: string): Money {
  // Two safe integers add up to at most 2^54, where a rounded float is still recognisably unsafe.
  requireSafe(minor, 'amount_too_large');
  return { minor: minor === 0 ? 0 : minor, currency };
}

function fromBigInt(minor: bigint, currency: string): Money {
  return fromMinor(Number(minor), currency);
}

function readRate(rate: Rate): { numerator: bigint; denominator: bigint } {
  if (typeof rate !== 'string') {
    const { numerator, denominator } = rate;
    if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || numerator <= 0 || denominator <= 0) {
      throw new MoneyError('rate_invalid', `a rate is a fraction of positive integers: ${numerator}/${denominator}`);
    }
    return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
  }
  const match = ratePattern.exec(rate);
  if (match === null) throw new MoneyError('rate_invalid', `a rate is a positive decimal: ${rate}`);
  const decimals = match[2] ?? '';
  const numerator = BigInt(`${match[1]}${decimals}`);
  if (numerator === 0n) throw new MoneyError('rate_invalid', 'a rate is positive');
  return { numerator, denominator: 10n ** BigInt(decimals.length) };
}

/** `dividend / divisor` to the nearest integer, halves to the even neighbour; `divisor` is positive. */
function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend;
  const floor = size / divisor;
  const twice = (size % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && floor % 2n === 1n);
  const rounded = up ? floor + 1n : floor;
  return dividend < 0n ? -rounded : rounded;
}
