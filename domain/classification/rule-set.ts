import type { Category } from '../../contracts/vocabulary';
import { compilePhrases } from './phrases';
import { accountChangeRules } from './rules/account-change';
import { billingDisputeRules } from './rules/billing-dispute';
import { billingInquiryRules } from './rules/billing-inquiry';
import { considerationPayableRules } from './rules/consideration-payable';
import { creditRequestRules } from './rules/credit-request';
import { debtRestructuringRules } from './rules/debt-restructuring';
import { denials } from './rules/denials';
import { generalRules } from './rules/general';
import { letterOfCreditRules } from './rules/letter-of-credit';
import { onboardingRules } from './rules/onboarding';
import { paymentArrangementRules } from './rules/payment-arrangement';
import { paymentPostingRules } from './rules/payment-posting';
import { phrasesOf, type Rule } from './rules/rule';
import { urgencyRules, type UrgencySign } from './rules/urgency';

export const rulesByCategory: Readonly<Record<Category, readonly Rule[]>> = {
  billing_dispute: billingDisputeRules,
  billing_inquiry: billingInquiryRules,
  payment_posting: paymentPostingRules,
  payment_arrangement: paymentArrangementRules,
  credit_request: creditRequestRules,
  onboarding: onboardingRules,
  letter_of_credit: letterOfCreditRules,
  debt_restructuring: debtRestructuringRules,
  consideration_payable: considerationPayableRules,
  account_change: accountChangeRules,
  general: generalRules,
};

export const categoriesWithRules = Object.keys(rulesByCategory) as Category[];

export interface CategoryRule extends Rule {
  category: Category;
}

export const categoryRules: readonly CategoryRule[] = categoriesWithRules.flatMap((category) =>
  rulesByCategory[category].map((rule) => ({ ...rule, category })),
);
export const categoryPhrases = compilePhrases(categoryRules.map(phrasesOf));
export const denialPhrases = compilePhrases([phrasesOf(denials)]);

export const urgencySigns = Object.keys(urgencyRules) as UrgencySign[];
export const urgencyPhrases = compilePhrases(urgencySigns.map((sign) => phrasesOf(urgencyRules[sign])));

/** FNV-1a, 32 bit: enough to tell rule sets apart; not a security measure. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}

/** Raised by hand when the code around the rules changes what they mean. */
const engineVersion = 1;

/** Changes with every rule, phrase and weight without anybody having to remember it. */
export const ruleVersion = `rules-${engineVersion}-${fingerprint(JSON.stringify([categoryRules, denials, urgencyRules]))}`;
