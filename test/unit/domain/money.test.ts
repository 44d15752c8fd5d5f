import { currencyCodes, currencyExponents, isCurrencyCode } from '../../../contracts/currencies';
import {
  add,
  allocate,
  compare,
  convert,
  formatMoney,
  money,
  MoneyError,
  multiply,
  negate,
  parseMoney,
  subtract,
  sum,
} from '../../../domain/money';

const usd = (minor: number) => money(minor, 'USD');

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof MoneyError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('currencies', () => {
  it('have the exponents of ISO 4217, not those of local habit', () => {
    expect(currencyExponents).toMatchObject({ USD: 2, JPY: 0, KWD: 3, IQD: 3, CLF: 4, ISK: 0, HUF: 2, MRU: 2, UGX: 0 });
  });

  it('leave out what has no minor unit and what is withdrawn', () => {
    for (const code of ['XAU', 'XDR', 'XTS', 'XXX', 'HRK', 'ANG', 'BGN', 'usd', '', 'toString', '__proto__']) {
      expect(isCurrencyCode(code)).toBe(false);
    }
  });

  it('are spelled with three capitals, in order', () => {
    expect(currencyCodes.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
    expect(currencyCodes).toEqual([...currencyCodes].sort());
  });
});

describe('reading an amount', () => {
  it.each([
    ['7800.00', 'USD', 780_000],
    ['0.00', 'USD', 0],
    ['-0.01', 'USD', -1],
    ['7800', 'JPY', 7_800],
    ['7800.000', 'KWD', 7_800_000],
    ['0.0001', 'CLF', 1],
    ['90071992547409.91', 'USD', Number.MAX_SAFE_INTEGER],
    ['-9007199254740.991', 'KWD', Number.MIN_SAFE_INTEGER],
  ])('%s %s is %d minor units, and is written the same', (value, currency, minor) => {
    const parsed = parseMoney({ value, currency });
    expect(parsed).toEqual({ ok: true, money: { minor, currency } });
    if (parsed.ok) expect(formatMoney(parsed.money)).toEqual({ value, currency });
  });

  it.each([
    ['7800', 'USD', 'amount_scale'],
    ['7800.0', 'USD', 'amount_scale'],
    ['7800.000', 'USD', 'amount_scale'],
    ['7800.00', 'JPY', 'amount_scale'],
    ['7800.00', 'KWD', 'amount_scale'],
    ['7,800.00', 'USD', 'amount_malformed'],
    ['07800.00', 'USD', 'amount_malformed'],
    ['+1.00', 'USD', 'amount_malformed'],
    ['-0.00', 'USD', 'amount_malformed'],
    ['.50', 'USD', 'amount_malformed'],
    ['1.', 'JPY', 'amount_malformed'],
    ['1e3', 'JPY', 'amount_malformed'],
    [' 1.00', 'USD', 'amount_malformed'],
    ['1.00\n', 'USD', 'amount_malformed'],
    ['٧', 'JPY', 'amount_malformed'],
    ['', 'USD', 'amount_malformed'],
    ['NaN', 'USD', 'amount_malformed'],
    ['90071992547409.92', 'USD', 'amount_too_large'],
    ['9'.repeat(400), 'JPY', 'amount_too_large'],
    ['1.00', 'XXX', 'currency_unknown'],
    ['1.00', 'usd', 'currency_unknown'],
    ['1.00', 'constructor', 'currency_unknown'],
  ])('%j %s is refused: %s', (value, currency, code) => {
    expect(parseMoney({ value, currency })).toEqual({ ok: false, code });
  });
});

describe('reckoning', () => {
  it('adds, subtracts and sums one currency', () => {
    expect(add(usd(1_460_000), usd(780_000))).toEqual(usd(2_240_000));
    expect(subtract(usd(2_240_000), usd(780_000))).toEqual(usd(1_460_000));
    expect(sum([usd(500_000), usd(180_000), usd(100_000)], 'USD')).toEqual(usd(780_000));
    expect(sum([], 'KWD')).toEqual(money(0, 'KWD'));
  });

  it('never mixes currencies', () => {
    const yen = money(1, 'JPY');
    expect(codeOf(() => add(usd(1), yen))).toBe('currency_mismatch');
    expect(codeOf(() => subtract(usd(1), yen))).toBe('currency_mismatch');
    expect(codeOf(() => compare(usd(1), yen))).toBe('currency_mismatch');
    expect(codeOf(() => sum([yen], 'USD'))).toBe('currency_mismatch');
  });

  it('refuses what safe integers cannot hold, rather than being a little wrong', () => {
    const most = usd(Number.MAX_SAFE_INTEGER);
    expect(codeOf(() => add(most, usd(1)))).toBe('amount_too_large');
    expect(codeOf(() => subtract(negate(most), usd(1)))).toBe('amount_too_large');
    expect(codeOf(() => convert(most, 'KWD', '1'))).toBe('amount_too_large');
    expect(codeOf(() => money(0.5, 'USD'))).toBe('amount_invalid');
    expect(sum([most, usd(5), usd(-5)], 'USD')).toEqual(most);
  });

  it('knows no negative zero', () => {
    expect(Object.is(negate(usd(0)).minor, 0)).toBe(true);
    expect(Object.is(multiply(usd(-1), '0.1').minor, 0)).toBe(true);
    expect(allocate(usd(-1), [1, 1]).map((part) => Object.is(part.minor, -0))).toEqual([false, false]);
  });
});

describe('splitting', () => {
  it('gives what is left over to the largest remainders, the earlier first', () => {
    expect(allocate(usd(100), [1, 1, 1])).toEqual([usd(34), usd(33), usd(33)]);
    expect(allocate(usd(10), [1, 2, 4])).toEqual([usd(1), usd(3), usd(6)]);
    expect(allocate(usd(-100), [1, 1, 1])).toEqual([usd(-34), usd(-33), usd(-33)]);
    expect(allocate(usd(5), [0, 3, 0])).toEqual([usd(0), usd(5), usd(0)]);
  });

  it.each([[[]], [[0, 0]], [[-1, 2]], [[0.5, 0.5]], [[Number.NaN]]])('refuses weights %j', (weights) => {
    expect(codeOf(() => allocate(usd(1), weights))).toBe('weights_invalid');
  });
});

describe('converting', () => {
  it('minds the decimals of both currencies', () => {
    expect(convert(usd(10_000), 'JPY', '149.85')).toEqual(money(14_985, 'JPY'));
    expect(convert(money(14_985, 'JPY'), 'USD', { numerator: 100, denominator: 14_985 })).toEqual(usd(10_000));
    expect(convert(usd(10_000), 'KWD', '0.30725')).toEqual(money(30_725, 'KWD'));
  });

  it('rounds halves to the even neighbour, on both sides of zero', () => {
    expect([5, 15, 25, -5, -15].map((minor) => multiply(usd(minor), '0.1').minor)).toEqual([0, 2, 2, 0, -2]);
    expect(multiply(usd(25), '0.1000001').minor).toBe(3);
  });

  it.each([
    '0',
    '0.000',
    '-1',
    '1e2',
    '',
    '1.',
    '.5',
    'NaN',
    { numerator: 1, denominator: 0 },
    { numerator: 0.5, denominator: 1 },
  ])('refuses the rate %j', (rate) => {
    expect(codeOf(() => convert(usd(1), 'EUR', rate))).toBe('rate_invalid');
  });
});
