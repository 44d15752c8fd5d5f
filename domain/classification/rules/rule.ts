/**
 * A rule is a named reason with points. Points are a judgement of how far the words alone decide:
 * 5 decides, 3 is strong, 1 leans, negative speaks against. Phrases are written in the language of `phrases.ts`.
 */
export interface Rule {
  id: string;
  weight: number;
  en?: readonly string[];
  de?: readonly string[];
  fr?: readonly string[];
  es?: readonly string[];
}

/** All languages together: mails mix them, and a word that misleads in another language does not belong in a rule. */
export function phrasesOf(rule: Rule): string[] {
  return [...(rule.en ?? []), ...(rule.de ?? []), ...(rule.fr ?? []), ...(rule.es ?? [])];
}
