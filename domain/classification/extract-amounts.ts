import type { Language } from '../../contracts/vocabulary';
import type { ExtractedAmount } from './classification';

/**
 * Amounts of money in European, US, Swiss and Indian notation. A number counts when a currency stands beside it, or
 * when it is written like money and the mail speaks of one currency. Every pattern is bounded: no input makes it slow.
 */

/** Digits after the point where ISO 4217 does not say two. */
const currencyDigits: Readonly<Record<string, number>> = {
  JPY: 0,
  KRW: 0,
  CLP: 0,
  VND: 0,
  ISK: 0,
  XOF: 0,
  XAF: 0,
  UGX: 0,
  PYG: 0,
  KWD: 3,
  BHD: 3,
  OMR: 3,
  JOD: 3,
  TND: 3,
  IQD: 3,
  LYD: 3,
};

const isoCodes = new Set(
  (
    'USD EUR GBP CHF JPY CNY HKD SGD AUD NZD CAD INR PKR LKR BDT NPR AED SAR QAR KWD BHD OMR JOD ILS EGP MAD TND DZD LYD IQD TRY ZAR NGN KES GHS ' +
    'UGX TZS XOF XAF NOK SEK DKK ISK PLN CZK HUF RON BGN RSD UAH RUB KZT MXN BRL ARS CLP COP PEN UYU PYG BOB CRC GTQ DOP THB VND IDR MYR PHP KRW TWD'
  ).split(' '),
);

/** Ways to write a currency, lower case. A bare sign means the country most business mail means by it. */
const currencyWords: Readonly<Record<string, string>> = {
  us$: 'USD',
  c$: 'CAD',
  ca$: 'CAD',
  cad$: 'CAD',
  a$: 'AUD',
  au$: 'AUD',
  nz$: 'NZD',
  s$: 'SGD',
  sg$: 'SGD',
  hk$: 'HKD',
  nt$: 'TWD',
  r$: 'BRL',
  mx$: 'MXN',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₩': 'KRW',
  '₽': 'RUB',
  '₺': 'TRY',
  '₪': 'ILS',
  '₦': 'NGN',
  '฿': 'THB',
  '₫': 'VND',
  zł: 'PLN',
  kč: 'CZK',
  euro: 'EUR',
  euros: 'EUR',
  eur: 'EUR',
  dollar: 'USD',
  dollars: 'USD',
  dólares: 'USD',
  bucks: 'USD',
  pound: 'GBP',
  pounds: 'GBP',
  quid: 'GBP',
  pfund: 'GBP',
  livres: 'GBP',
  libras: 'GBP',
  sterling: 'GBP',
  franken: 'CHF',
  sfr: 'CHF',
  fr: 'CHF',
  yen: 'JPY',
  rmb: 'CNY',
  yuan: 'CNY',
  rs: 'INR',
  rupees: 'INR',
  inr: 'INR',
  kd: 'KWD',
  zloty: 'PLN',
  zlotys: 'PLN',
  rand: 'ZAR',
  dh: 'MAD',
  dhs: 'AED',
};

/** Written alone beside a number these are too often something else (`5 rs`, `fr 12`): only directly before it. */
const onlyBefore = new Set(['rs', 'fr', 'kd', 'dh', 'dhs']);

const magnitudes: Readonly<Record<string, number>> = {
  k: 3,
  tsd: 3,
  thousand: 3,
  grand: 3,
  tausend: 3,
  mille: 3,
  mil: 3,
  m: 6,
  mn: 6,
  mm: 6,
  mio: 6,
  million: 6,
  millions: 6,
  millionen: 6,
  millón: 6,
  millones: 6,
  bn: 9,
  billion: 9,
  mrd: 9,
  milliarden: 9,
  milliards: 9,
};
/** One-letter magnitudes must touch the number: `5k`, but `5 m` is a length. */
const touchingOnly = new Set(['k', 'm']);

const group = "[.,'’ \\u00a0\\u202f]";
const numberPattern = new RegExp(
  `(?<![\\p{L}\\p{N}_#/]|[\\p{L}\\p{N}_/][-]|[\\p{N}][.,:'])(?:\\d{1,3}(?:${group}\\d{2,3}){1,5}(?:[.,]\\d{1,3})?|\\d{1,12}(?:[.,]\\d{1,3})?)(?![\\p{N}]|[.,:/'-]\\p{N})`,
  'gu',
);
/** The same, but straight after a sign or code, where a letter before the digits is the currency itself (`EUR500`). */
const before = /(?:^|[^\p{L}])((?:\p{L}{1,3})?[$€£¥₹₩₽₺₪₦฿₫]|\p{L}{2,8})[.:=]?[ \u00a0\u202f]{0,2}[-–+]?$/u;
const after =
  /^[ \u00a0\u202f]{0,2}(?:[.,][-–—]{1,2}|\/-)?[ \u00a0\u202f]{0,2}\(?((?:us|c|ca|a|au|nz|s|hk)?[$]|[€£¥₹₩₽₺₪₦฿₫]|\p{L}{2,9})(?![\p{L}])/iu;
const magnitudeAfter = /^([ \u00a0\u202f]?)(\p{L}{1,9})\.?(?![\p{L}\p{N}])/u;

const notMoneyAfter =
  /^[ \u00a0\u202f]{0,2}(?:%|°|p(?:ct)?\b|percent|prozent|pour cent|por ciento|am\b|pm\b|uhr|hours?|hrs?|days?|tage|jours|d[ií]as|weeks?|months?|years?|kg|g\b|mm|cm|km|m2|m²|tons?|to\b|units?|pcs|pieces|st(?:ü|ue)ck|items?|users?|seats?|licen[cs]es|employees|people|customers|pi[eè]ces|unidades|piezas|boxes|cartons|pallets|lines?|orders?|invoices|emails?|hp\b|kw|v\b|x\b|×)/iu;
const moneyWordBefore =
  /(?:amount|total|sum|fee|charge|price|of|balance|difference|betrag|summe|gesamt|über|montant|solde|importe|saldo|=|:)[ \u00a0\u202f]{0,2}$/iu;

interface FoundNumber {
  text: string;
  start: number;
  end: number;
}

function currencyOf(mark: string, side: 'before' | 'after'): string | undefined {
  if (isoCodes.has(mark)) return mark;
  const word = mark.toLowerCase();
  if (side === 'after' && onlyBefore.has(word)) return undefined;
  return Object.hasOwn(currencyWords, word) ? currencyWords[word] : undefined;
}

function digitsOf(currency: string): number {
  return currencyDigits[currency] ?? 2;
}

/** Splits a written number into whole and fraction digits, or undefined when its grouping is that of no notation. */
function readNumber(
  written: string,
  language: Language,
  currency: string,
): { whole: string; fraction: string } | undefined {
  const spaced = written.replace(/['’ \u00a0\u202f]/g, ' ');
  const groups = spaced.split(' ');
  if (
    groups.length > 1 &&
    groups
      .slice(1)
      .some((part, index) =>
        index === groups.length - 2 ? !/^\d{3}(?:[.,]\d{1,3})?$/.test(part) : !/^\d{3}$/.test(part),
      )
  ) {
    return undefined;
  }
  const text = groups.join('');
  const lastPoint = text.lastIndexOf('.');
  const lastComma = text.lastIndexOf(',');
  const separators = text.replace(/\d/g, '');
  if (separators === '') return { whole: text, fraction: '' };
  const decimalAt = Math.max(lastPoint, lastComma);
  const mark = text[decimalAt];
  const tail = text.slice(decimalAt + 1);
  const mixed = lastPoint >= 0 && lastComma >= 0;
  const single = separators.length === 1;
  let isDecimal: boolean;
  if (mixed) isDecimal = true;
  else if (!single) isDecimal = false;
  else if (tail.length !== 3) isDecimal = true;
  else if (digitsOf(currency) === 3) isDecimal = groups.length > 1 || mark === (language === 'en' ? '.' : ',');
  else isDecimal = text.startsWith('0') || groups.length > 1;
  const whole = (isDecimal ? text.slice(0, decimalAt) : text).replace(/[.,]/g, '');
  const thousands = (isDecimal ? text.slice(0, decimalAt) : text).split(/[.,]/);
  // Groups of three, or the Indian two with a last three; anything else is a version, a date, a section.
  if (
    thousands.length > 1 &&
    (thousands.at(-1)?.length !== 3 || thousands.slice(1, -1).some((part) => part.length < 2))
  )
    return undefined;
  return { whole, fraction: isDecimal ? tail : '' };
}

function toValue(number: { whole: string; fraction: string }, power: number, currency: string): string | undefined {
  const digits = digitsOf(currency);
  const shifted = number.fraction.padEnd(power, '0');
  const whole = (number.whole + shifted.slice(0, power)).replace(/^0+(?=\d)/, '');
  const rest = shifted.slice(power);
  if (rest.slice(digits).replace(/0/g, '') !== '') return undefined;
  const value = digits === 0 ? whole : `${whole}.${rest.slice(0, digits).padEnd(digits, '0')}`;
  return /[1-9]/.test(value) && whole.length <= 15 ? value : undefined;
}

/** Written as nobody writes anything but money: grouped thousands, or exactly two decimals that are no day and month. */
function looksLikeMoney(written: string, textBefore: string): boolean {
  if (/[ \u00a0\u202f]/.test(written) && !/[.,]\d{2}$/.test(written)) return false;
  if (/^\d{1,3}(?:[.,'’]\d{2,3})*[.,'’]\d{3}(?:[.,]\d{2})?$/.test(written)) return true;
  // 0.71 is a rate or a score.
  if (/^0/.test(written)) return false;
  const decimals = /^(\d[\d ]*)[.,](\d{2})$/.exec(written);
  if (!decimals) return false;
  const [, whole = '', fraction = ''] = decimals;
  const couldBeDayAndMonth =
    written.includes('.') && whole.length <= 2 && Number(whole) <= 31 && Number(fraction) <= 12;
  const couldBeTime = written.includes('.') && whole.length <= 2 && Number(whole) <= 24 && Number(fraction) < 60;
  return !(couldBeDayAndMonth || couldBeTime) || moneyWordBefore.test(textBefore);
}

function currencyBeside(text: string, number: FoundNumber): string | undefined {
  const left = before.exec(text.slice(Math.max(0, number.start - 14), number.start));
  const fromLeft = left?.[1] === undefined ? undefined : currencyOf(left[1], 'before');
  if (fromLeft) return fromLeft;
  const right = after.exec(text.slice(number.end, number.end + 24));
  return right?.[1] === undefined ? undefined : currencyOf(right[1], 'after');
}

/** Digits glued to their code (`EUR500`, `$20k`) have a letter before them, which the number pattern forbids. */
function loosenGluedCodes(text: string): string {
  return text.replace(
    /\b(USD|EUR|GBP|CHF|JPY|CAD|AUD|SGD|INR|Rs\.?)(?=\d)/g,
    (code) => `${code.slice(0, -1)}${code.slice(-1)}\u0000`,
  );
}

export function extractAmounts(original: string, language: Language): ExtractedAmount[] {
  // The null sign keeps the code apart from its digits; it reads as a space from here on.
  const text = loosenGluedCodes(original).replaceAll('\u0000', ' ');
  const numbers: FoundNumber[] = [...text.matchAll(numberPattern)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  const found: { at: number; amount: ExtractedAmount }[] = [];
  const bare: { number: FoundNumber; power: number }[] = [];
  const mentions = new Map<string, number>();

  const add = (number: FoundNumber, power: number, currency: string): void => {
    const read = readNumber(number.text, language, currency);
    const value = read && toValue(read, power, currency);
    if (value !== undefined) found.push({ at: number.start, amount: { value, currency } });
  };

  for (const number of numbers) {
    const following = text.slice(number.end, number.end + 16);
    const magnitude = magnitudeAfter.exec(following);
    const word = magnitude?.[2]?.toLowerCase() ?? '';
    const touches = magnitude?.[1] === '';
    const power = Object.hasOwn(magnitudes, word) && (touches || !touchingOnly.has(word)) ? (magnitudes[word] ?? 0) : 0;
    const end = power > 0 ? number.end + (magnitude?.[0].length ?? 0) : number.end;
    const currency = currencyBeside(text, { ...number, end });
    if (currency) {
      mentions.set(currency, (mentions.get(currency) ?? 0) + 1);
      if (!/^[ \u00a0]{0,1}%/.test(following)) add(number, power, currency);
    } else if (!notMoneyAfter.test(text.slice(end, end + 20))) {
      const textBefore = text.slice(Math.max(0, number.start - 14), number.start);
      const thousandsByLetter = power === 3 && touches;
      if (thousandsByLetter || looksLikeMoney(number.text, textBefore)) bare.push({ number, power });
    }
  }

  // A column of figures under "EUR", or "the other 4,800": they share the only currency the mail speaks of.
  if (bare.length > 0) {
    if (mentions.size === 0) {
      for (const match of text.matchAll(/(?<![\p{L}\p{N}])(?:[A-Z]{3}|dollars|euros?|pounds)(?![\p{L}\p{N}])/gu)) {
        const currency = currencyOf(match[0], 'before');
        if (currency) mentions.set(currency, (mentions.get(currency) ?? 0) + 1);
      }
    }
    const [only, ...others] = [...mentions.keys()];
    if (only !== undefined && others.length === 0) for (const { number, power } of bare) add(number, power, only);
  }

  return dollarsOfTheMail(
    found.sort((left, right) => left.at - right.at).map(({ amount }) => amount),
    mentions,
  );
}

/** Who writes C$ once means Canadian dollars by every bare $ in the same mail. Also drops repetitions. */
function dollarsOfTheMail(
  amounts: readonly ExtractedAmount[],
  mentions: ReadonlyMap<string, number>,
): ExtractedAmount[] {
  const otherDollars = ['CAD', 'AUD', 'NZD', 'SGD', 'HKD'].filter((currency) => mentions.has(currency));
  const sameValue = new Set<string>();
  const otherDollar = otherDollars.length === 1 ? otherDollars[0] : undefined;
  for (const { value, currency } of amounts) if (currency === otherDollar) sameValue.add(value);
  const seen = new Set<string>();
  return amounts
    .map((amount) =>
      amount.currency === 'USD' && otherDollar !== undefined && sameValue.has(amount.value)
        ? { ...amount, currency: otherDollar }
        : amount,
    )
    .filter(({ value, currency }) => {
      const key = `${value} ${currency}`;
      return seen.has(key) ? false : seen.add(key) !== undefined;
    });
}
