import fc from 'fast-check';
import { currencyCodes, currencyExponents } from '../../contracts/currencies';
import {
  add,
  allocate,
  compare,
  convert,
  formatMoney,
  money,
  negate,
  parseMoney,
  subtract,
  sum,
} from '../../domain/money';

const currency = fc.constantFrom(...currencyCodes);
const minor = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -100_000, max: 100_000 }));
const anyMoney = fc.tuple(minor, currency).map(([amount, code]) => money(amount, code));
const modest = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
const rate = fc.record({
  numerator: fc.integer({ min: 1, max: 10 ** 9 }),
  denominator: fc.integer({ min: 1, max: 10 ** 9 }),
});
const runs = { numRuns: 3_000 };

describe('money', () => {
  it('reads back what it wrote, to the last minor unit', () => {
    fc.assert(
      fc.property(anyMoney, (amount) => {
        expect(parseMoney(formatMoney(amount))).toEqual({ ok: true, money: amount });
      }),
      runs,
    );
  });

  it('accepts exactly the texts that it would write', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789.-+e, '), maxLength: 20 });
    fc.assert(
      fc.property(digits, currency, (value, code) => {
        const parsed = parseMoney({ value, currency: code });
        if (parsed.ok) expect(formatMoney(parsed.money).value).toBe(value);
      }),
      runs,
    );
  });

  it('adds and takes away without loss', () => {
    fc.assert(
      fc.property(modest, modest, modest, currency, (a, b, c, code) => {
        const [x, y, z] = [money(a, code), money(b, code), money(c, code)];
        expect(subtract(add(x, y), y)).toEqual(x);
        expect(add(x, y)).toEqual(add(y, x));
        expect(add(add(x, y), z)).toEqual(sum([z, y, x], code));
        expect(add(x, negate(x))).toEqual(money(0, code));
        expect(compare(x, y)).toBe(Math.sign(a - b));
      }),
      runs,
    );
  });

  it('is split without loss, each part less than one minor unit off its exact share, in order of the weights', () => {
    const weights = fc
      .array(fc.oneof(fc.nat({ max: 10 }), fc.maxSafeNat()), { minLength: 1, maxLength: 12 })
      .filter((list) => list.some((weight) => weight > 0));
    fc.assert(
      fc.property(anyMoney, weights, (amount, list) => {
        const parts = allocate(amount, list);
        expect(sum(parts, amount.currency)).toEqual(amount);
        const whole = list.reduce((total, weight) => total + BigInt(weight), 0n);
        parts.forEach((part, index) => {
          const weight = BigInt(list[index] ?? 0);
          // |part − amount · weight / whole| < 1, without a fraction.
          const off = BigInt(part.minor) * whole - BigInt(amount.minor) * weight;
          expect(off > -whole && off < whole).toBe(true);
          if (weight === 0n) expect(part.minor).toBe(0);
        });
        expect(allocate(negate(amount), list)).toEqual(parts.map(negate));
      }),
      runs,
    );
  });

  it('is converted to the nearest minor unit, halves to even', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 6), max: 10 ** 6 }),
        currency,
        currency,
        rate,
        (amount, from, to, ratio) => {
          const exact = 10n ** BigInt(currencyExponents[to]) * BigInt(amount) * BigInt(ratio.numerator);
          const divisor = 10n ** BigInt(currencyExponents[from]) * BigInt(ratio.denominator);
          // Skipped: results beyond safe integers, which are refused (tested elsewhere).
          const size = exact < 0n ? -exact : exact;
          fc.pre(size / divisor < BigInt(Number.MAX_SAFE_INTEGER));
          const { minor: result } = convert(money(amount, from), to, ratio);
          const twiceOff = 2n * (BigInt(result) * divisor - exact);
          const distance = twiceOff < 0n ? -twiceOff : twiceOff;
          expect(distance <= divisor).toBe(true);
          if (distance === divisor) expect(Math.abs(result) % 2).toBe(0);
        },
      ),
      runs,
    );
  });

  it('takes a rate as a decimal text or as a fraction alike', () => {
    fc.assert(
      fc.property(modest, fc.integer({ min: 1, max: 10 ** 9 }), (amount, millionths) => {
        const text = `${Math.floor(millionths / 1e6)}.${String(millionths % 1e6).padStart(6, '0')}`;
        const fraction = { numerator: millionths, denominator: 1_000_000 };
        expect(convert(money(amount, 'EUR'), 'USD', text)).toEqual(convert(money(amount, 'EUR'), 'USD', fraction));
      }),
      runs,
    );
  });
});
