import type { Category, Urgency } from '../../contracts/vocabulary';
import type { ExtractedAmount } from './classification';
import { findPhrases, type PhraseMatch } from './phrases';
import { urgencyPhrases, urgencySigns } from './rule-set';
import { urgencyRules, type UrgencySign } from './rules/urgency';
import { weighRules, type WeighedRule } from './weigh-rules';
import type { Word } from './words';

export interface UrgencyDecision {
  urgency: Urgency;
  weighed: WeighedRule[];
  matches: PhraseMatch[];
  /** The amount alone made it high; it is no phrase, so it is reported apart. */
  largeAmount: boolean;
}

/** In a major currency (domain.md, urgency `high`). */
const largeAmountInMajorCurrency = 50_000;

/**
 * Very roughly what one unit is worth in a major currency: good enough to say "large", never for a booking.
 * A currency that is not listed is never large on its own.
 */
const roughWorth: Readonly<Record<string, number>> = {
  USD: 1,
  EUR: 1,
  GBP: 1,
  CHF: 1,
  CAD: 0.75,
  AUD: 0.7,
  NZD: 0.6,
  SGD: 0.75,
  KWD: 3,
  BHD: 2.6,
  OMR: 2.6,
  JOD: 1.4,
  JPY: 0.007,
  CNY: 0.14,
  HKD: 0.13,
  TWD: 0.03,
  KRW: 0.0007,
  INR: 0.012,
  AED: 0.27,
  SAR: 0.27,
  QAR: 0.27,
  ILS: 0.27,
  NOK: 0.1,
  SEK: 0.1,
  DKK: 0.15,
  PLN: 0.25,
  CZK: 0.045,
  HUF: 0.0028,
  RON: 0.22,
  TRY: 0.025,
  ZAR: 0.055,
  BRL: 0.18,
  MXN: 0.055,
  MYR: 0.23,
  THB: 0.03,
};

export const urgencyRuleList = urgencySigns.map((sign) => urgencyRules[sign]);

function isLarge(amount: ExtractedAmount): boolean {
  return Number(amount.value) * (roughWorth[amount.currency] ?? 0) >= largeAmountInMajorCurrency;
}

export function decideUrgency(
  words: readonly Word[],
  category: Category,
  amounts: readonly ExtractedAmount[],
): UrgencyDecision {
  const matches = findPhrases(words, urgencyPhrases);
  const weighed = weighRules(words, matches, urgencyRuleList);
  const points = new Map<UrgencySign, number>();
  for (const { owner, points: gained } of weighed) {
    const sign = urgencySigns[owner];
    if (sign) points.set(sign, gained);
  }
  // Below the full weight a sign stood only in quoted correspondence.
  const has = (sign: UrgencySign): boolean => (points.get(sign) ?? 0) >= urgencyRules[sign].weight * 0.7;
  // Advertising and scams name large sums; nobody's money is in them.
  const largeAmount = category !== 'general' && amounts.some(isLarge);

  const nearAndGrave = has('within_a_day') && has('legal_or_loss');
  const pressed = has('operations_stopped') || has('repeated_chase') || has('executive') || largeAmount;
  const calm = has('no_pressure') || has('notice_only');

  let urgency: Urgency = 'normal';
  if (has('fraud') || nearAndGrave) urgency = 'critical';
  else if (has('notice_only')) urgency = 'low';
  else if (pressed) urgency = 'high';
  else if (calm) urgency = 'low';
  return { urgency, weighed, matches, largeAmount };
}
