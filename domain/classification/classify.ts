import type { Classification, ClassificationInput, Evidence } from './classification';
import { decideCategory } from './decide-category';
import { decideUrgency, urgencyRuleList } from './decide-urgency';
import { extractAmounts } from './extract-amounts';
import { extractDates } from './extract-dates';
import { extractCaseReferences, extractInvoiceNumbers } from './extract-numbers';
import { detectLanguage } from './language';
import { categoryRules, ruleVersion } from './rule-set';
import { toEvidence, toHighlights } from './weigh-rules';
import { longestReadText, readWords } from './words';

/** A page of marks tells a reader nothing more. */
const mostHighlights = 80;

const machineSender = /^(?:.{0,80}<)?(?:mailer-daemon|postmaster|bounces?)[@+-]/i;

/**
 * Says what an inquiry is about, how urgent it is and which facts it names, by readable rules alone. Pure and
 * deterministic; time grows in proportion to the text, of which at most `longestReadText` characters are read.
 * Never throws, whatever the text.
 */
export function classify(input: ClassificationInput): Classification {
  const subject = input.subject.slice(0, 2_000);
  const body = input.body.slice(0, longestReadText);
  const words = readWords(subject, body);
  const language = detectLanguage(words);
  const text = `${subject}\n\n${body}`;
  const amounts = extractAmounts(text, language);

  const byWords = decideCategory(words);
  const fromMachine = machineSender.test((input.fromAddress ?? '').slice(0, 200));
  const { category, secondary, confidence } = fromMachine
    ? { category: 'general' as const, secondary: [], confidence: 0.95 }
    : byWords;
  const urgent = decideUrgency(words, category, amounts);

  const evidence: Evidence[] = toEvidence(byWords.weighed, categoryRules);
  if (fromMachine) evidence.push({ rule: 'general.machine_sender', weight: 10 });
  const urgencyEvidence: Evidence[] = toEvidence(urgent.weighed, urgencyRuleList);
  if (urgent.largeAmount) urgencyEvidence.push({ rule: 'urgency.large_amount', weight: 3 });

  return {
    category,
    secondary,
    urgency: fromMachine ? 'low' : urgent.urgency,
    confidence,
    language,
    evidence,
    urgencyEvidence,
    highlights: [
      ...toHighlights(words, byWords.matches, categoryRules),
      ...toHighlights(words, urgent.matches, urgencyRuleList),
    ].slice(0, mostHighlights),
    ruleVersion,
    extracted: {
      references: extractCaseReferences(text),
      invoiceNumbers: extractInvoiceNumbers(text),
      amounts,
      dates: extractDates(text, language),
    },
  };
}
