import type { Category } from '../../contracts/vocabulary';
import { findPhrases, type PhraseMatch } from './phrases';
import { categoriesWithRules, categoryPhrases, categoryRules, denialPhrases } from './rule-set';
import { weighRules, type WeighedRule } from './weigh-rules';
import type { Word } from './words';

export interface CategoryDecision {
  category: Category;
  secondary: Category[];
  confidence: number;
  weighed: WeighedRule[];
  matches: PhraseMatch[];
}

/** Points `general` has before anything matched: a mail without any sign of a money matter belongs there. */
const generalHeadStart = 1.5;

/** What each further rule of the same category still counts. */
const repetitionDiscount = 0.75;

/**
 * Turns points into shares of belief: points this far apart are e times as likely. Chosen so that confidence is near
 * accuracy on mails the rules were not written from; on the others the rules are right more often than they claim.
 */
const pointsPerStep = 3;
/** However clear the words are, a rule set is not surer than this. */
const highestConfidence = 0.97;

const secondaryLeastPoints = 7;
const secondaryLeastShareOfTop = 0.7;
const mostSecondary = 2;

/** The same words with everything denied ("no dispute", "address unchanged") replaced by a word no rule knows. */
function hideDenied(words: readonly Word[]): readonly Word[] {
  const denied = findPhrases(words, denialPhrases);
  if (denied.length === 0) return words;
  const hidden = [...words];
  for (const { firstWord, lastWord } of denied) {
    for (let at = firstWord; at <= lastWord; at += 1) {
      const word = hidden[at];
      if (word) hidden[at] = { ...word, text: '#' };
    }
  }
  return hidden;
}

export function decideCategory(words: readonly Word[]): CategoryDecision {
  const matches = findPhrases(hideDenied(words), categoryPhrases);
  const weighed = weighRules(words, matches, categoryRules);
  const points = Object.fromEntries(categoriesWithRules.map((category) => [category, 0])) as Record<Category, number>;
  points.general = generalHeadStart;
  // Strongest first: each further rule of one category says partly the same again.
  const rulesMet = new Map<Category, number>();
  for (const { owner, points: gained } of [...weighed].sort((left, right) => right.points - left.points)) {
    const category = categoryRules[owner]?.category;
    if (!category) continue;
    const earlier = rulesMet.get(category) ?? 0;
    rulesMet.set(category, earlier + 1);
    points[category] += gained * repetitionDiscount ** earlier;
  }
  const ranked = [...categoriesWithRules].sort((left, right) => points[right] - points[left]);
  const category = ranked[0] ?? 'general';
  const top = points[category];
  const total = ranked.reduce((sum, other) => sum + Math.exp((points[other] - top) / pointsPerStep), 0);
  const secondary = ranked
    .slice(1)
    .filter(
      (other) => other !== 'general' && points[other] >= Math.max(secondaryLeastPoints, top * secondaryLeastShareOfTop),
    )
    .slice(0, mostSecondary);
  const confidence = Math.round(Math.min(highestConfidence, 1 / total) * 1000) / 1000;
  return { category, secondary: category === 'general' ? [] : secondary, confidence, weighed, matches };
}
