import type { Reference } from '../contracts/ids';
import type { Category, RatingReason } from '../contracts/vocabulary';

export interface RatingFact {
  reference: Reference;
  category: Category;
  team: string | null;
  asked: boolean;
  score: number | null;
  reason: RatingReason | null;
}

export interface CsatFigure {
  sent: number;
  answered: number;
  responseRate: number | null;
  mean: number | null;
  cases: Reference[];
}

/**
 * Customer satisfaction of a set of cases: how many were asked, how many of these answered, and the mean of all scores. A
 * rating that nobody asked for counts for the mean, and for no response.
 */
export function measureCsat(facts: readonly RatingFact[]): CsatFigure {
  const sent = facts.filter(({ asked }) => asked);
  const answered = sent.filter(({ score }) => score !== null);
  const scores = facts.flatMap(({ score }) => score ?? []);
  return {
    sent: sent.length,
    answered: answered.length,
    responseRate: sent.length === 0 ? null : answered.length / sent.length,
    mean: scores.length === 0 ? null : scores.reduce((total, score) => total + score, 0) / scores.length,
    cases: facts.map(({ reference }) => reference),
  };
}

/** The same for each value of a quality, in the order in which the values first come. */
export function measureCsatBy<Key>(
  facts: readonly RatingFact[],
  keyOf: (fact: RatingFact) => Key,
): { key: Key; figure: CsatFigure }[] {
  return [...new Set(facts.map(keyOf))].map((key) => ({
    key,
    figure: measureCsat(facts.filter((fact) => keyOf(fact) === key)),
  }));
}
