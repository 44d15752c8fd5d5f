import type { Category, Language, ResolutionOutcome } from '../../contracts/vocabulary';
import type { Chance } from './chance';

const subjects: Record<Category, string> = {
  billing_dispute: 'We dispute an invoice',
  billing_inquiry: 'Question about an invoice',
  payment_posting: 'Our payment is not shown',
  payment_arrangement: 'We need more time to pay',
  credit_request: 'Higher credit limit',
  onboarding: 'New account',
  letter_of_credit: 'Documents of a letter of credit',
  debt_restructuring: 'New terms for what is overdue',
  consideration_payable: 'Rebate that is still open',
  account_change: 'Change of our details',
  general: 'A question',
};

/** Words of the first mail; nothing personal, and in one language only: what matters is who waited for whom. */
export const caseText = ({ category, language }: { category: Category; language: Language }) => ({
  subject: subjects[category],
  body: `${subjects[category]}. Please look into it and answer in ${language}.`,
});

const outcomes: Record<Category, ResolutionOutcome[]> = {
  billing_dispute: ['rejected', 'answered', 'paid'],
  billing_inquiry: ['answered'],
  payment_posting: ['answered', 'allocated'],
  payment_arrangement: ['arranged', 'refused'],
  credit_request: ['arranged', 'refused'],
  onboarding: ['answered', 'refused'],
  letter_of_credit: ['answered'],
  debt_restructuring: ['arranged', 'refused'],
  consideration_payable: ['answered', 'paid'],
  account_change: ['answered'],
  general: ['answered'],
};
const rootCauses = ['Customer asked', 'Our mistake', 'Bank', 'Carrier', 'Contract unclear'];

export const resolutionOf = (
  category: Category,
  chance: Chance,
): { outcome: ResolutionOutcome; rootCause: string } => ({
  outcome: chance.pick(outcomes[category]),
  rootCause: chance.pick(rootCauses),
});
