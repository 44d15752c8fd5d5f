import type { Evidence, Highlight } from './classification';
import type { PhraseMatch } from './phrases';
import { sentenceEnd, type Word } from './words';

/** A subject is chosen to say what the mail is about; quoted correspondence is often ours and about something older. */
const passageFactor = { subject: 1.35, fresh: 1, quoted: 0.35 } as const;
const passageFactorOfShortReply = { subject: 1.2, fresh: 1, quoted: 0.8 } as const;
/** Fewer own words than this, and the quoted text is what the reply is about. */
const shortReply = 25;

/**
 * What is asked for decides more than what is told: a sentence that asks weighs more, so that a story about a
 * merger with a request for an invoice copy stays a request for a copy. Written folded, as words are.
 */
const askingWords = new Set(
  (
    'please pls plz kindly could would can may need want request requesting ask asking wish require expect how which what why when where who ' +
    'bitte bitten konnten konnen mochten benotigen brauchen wann warum welche wie ' +
    'merci pourriez pouvez veuillez souhaitons souhaite demande demandons prie quand comment pourquoi ' +
    'favor ruego rogamos podrian pueden podria solicito solicitamos necesito necesitamos queremos agradeceria cuando como'
  ).split(' '),
);
const askingFactor = 1.35;

/** For every word the factor of its sentence. */
function askingFactors(words: readonly Word[]): number[] {
  const factors: number[] = [];
  let asks = false;
  words.forEach((word, at) => {
    asks ||= askingWords.has(word.text);
    const sentenceEnds = word.text === sentenceEnd || at === words.length - 1;
    if (!sentenceEnds) return;
    const factor = asks ? askingFactor : 1;
    while (factors.length <= at) factors.push(factor);
    asks = false;
  });
  return factors;
}

/** A rule met by several different phrases is surer, but not several times as sure. */
const gainPerFurtherPhrase = 0.3;
const furtherPhrasesThatCount = 3;

export interface WeighedRule {
  owner: number;
  points: number;
}

export interface WeighableRule {
  id: string;
  weight: number;
}

/** Points per rule that matched, in rule order. */
export function weighRules(
  words: readonly Word[],
  matches: readonly PhraseMatch[],
  rules: readonly WeighableRule[],
): WeighedRule[] {
  const ownWords = words.reduce((count, word) => (word.passage === 'fresh' ? count + 1 : count), 0);
  const factors = ownWords < shortReply ? passageFactorOfShortReply : passageFactor;
  const asking = askingFactors(words);
  const met = new Map<number, { factor: number; phrases: Set<number> }>();
  for (const match of matches) {
    const passage = words[match.firstWord]?.passage ?? 'fresh';
    const factor = factors[passage] * (asking[match.firstWord] ?? 1);
    const known = met.get(match.owner);
    if (known) {
      known.factor = Math.max(known.factor, factor);
      if (known.phrases.size <= furtherPhrasesThatCount) known.phrases.add(match.phrase);
    } else {
      met.set(match.owner, { factor, phrases: new Set([match.phrase]) });
    }
  }
  return [...met.entries()]
    .sort(([left], [right]) => left - right)
    .map(([owner, { factor, phrases }]) => ({
      owner,
      points: (rules[owner]?.weight ?? 0) * factor * (1 + gainPerFurtherPhrase * (phrases.size - 1)),
    }));
}

export function toEvidence(weighed: readonly WeighedRule[], rules: readonly WeighableRule[]): Evidence[] {
  return weighed.map(({ owner, points }) => ({
    rule: rules[owner]?.id ?? 'unknown',
    weight: Math.round(points * 100) / 100,
  }));
}

export function toHighlights(
  words: readonly Word[],
  matches: readonly PhraseMatch[],
  rules: readonly WeighableRule[],
): Highlight[] {
  const highlights: Highlight[] = [];
  for (const match of matches) {
    const first = words[match.firstWord];
    const last = words[match.lastWord];
    const rule = rules[match.owner];
    if (!first || !last || !rule) continue;
    const field = first.passage === 'subject' ? 'subject' : 'body';
    highlights.push({ rule: rule.id, field, start: first.start, end: last.end });
  }
  return highlights;
}
