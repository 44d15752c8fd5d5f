import { foldWord, sentenceEnd, type Word } from './words';

/**
 * The small language rules are written in. Words in order; `invoic*` any word beginning so; `send|mail` either;
 * `..` up to three words between, `...` up to seven, never across the end of a sentence. Case and accents do not
 * matter. Matching looks at a bounded number of words from each start, so a text costs time in proportion to its length.
 */

interface Step {
  exact: ReadonlySet<string>;
  prefixes: readonly string[];
  /** How many words may be skipped before this one. */
  skip: number;
}

interface CompiledPhrase {
  id: number;
  steps: readonly Step[];
}

export interface PhraseMatch {
  /** Index of the phrase's owner, as given to `compilePhrases`. */
  owner: number;
  /** Which of all phrases: two matches of one owner by different phrases are stronger than one phrase twice. */
  phrase: number;
  firstWord: number;
  lastWord: number;
}

export interface PhraseIndex {
  byExactWord: ReadonlyMap<string, readonly CompiledPhrase[]>;
  byPrefix: ReadonlyMap<string, readonly CompiledPhrase[]>;
  prefixLengths: readonly number[];
  owners: readonly number[];
}

const narrowGap = 3;
const wideGap = 7;

function compileSteps(phrase: string): Step[] {
  const steps: Step[] = [];
  let skip = 0;
  for (const part of phrase.trim().split(/\s+/)) {
    if (part === '..' || part === '...') {
      skip = part === '..' ? narrowGap : wideGap;
      continue;
    }
    // An apostrophe splits a word in the text, so it splits it here: `can't` is `can` followed by `t`.
    for (const piece of part.split(/['’-]/)) {
      const alternatives = piece.split('|').map((word) => foldWord(word));
      steps.push({
        exact: new Set(alternatives.filter((word) => !word.endsWith('*'))),
        prefixes: alternatives.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1)),
        skip,
      });
      skip = 0;
    }
  }
  return steps;
}

function addTo(map: Map<string, CompiledPhrase[]>, key: string, phrase: CompiledPhrase): void {
  const known = map.get(key);
  if (known) known.push(phrase);
  else map.set(key, [phrase]);
}

/** One list of phrases per owner; the position in the outer list is the owner that matches report. */
export function compilePhrases(phrasesByOwner: readonly (readonly string[])[]): PhraseIndex {
  const byExactWord = new Map<string, CompiledPhrase[]>();
  const byPrefix = new Map<string, CompiledPhrase[]>();
  const owners: number[] = [];
  phrasesByOwner.forEach((phrases, owner) => {
    for (const text of phrases) {
      const phrase = { id: owners.length, steps: compileSteps(text) };
      owners.push(owner);
      const first = phrase.steps[0];
      if (!first) continue;
      for (const word of first.exact) addTo(byExactWord, word, phrase);
      for (const prefix of first.prefixes) addTo(byPrefix, prefix, phrase);
    }
  });
  const prefixLengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))].sort((a, b) => a - b);
  return { byExactWord, byPrefix, prefixLengths, owners };
}

function stepAccepts(step: Step, word: string): boolean {
  return step.exact.has(word) || step.prefixes.some((prefix) => word.startsWith(prefix));
}

/** Index of the last word of the match that begins the remaining steps at `from`, or -1. */
function matchSteps(words: readonly Word[], steps: readonly Step[], stepIndex: number, from: number): number {
  const step = steps[stepIndex];
  if (!step) return from - 1;
  for (let skipped = 0; skipped <= step.skip; skipped += 1) {
    const word = words[from + skipped];
    if (!word || word.text === sentenceEnd) return -1;
    if (!stepAccepts(step, word.text)) continue;
    const last = matchSteps(words, steps, stepIndex + 1, from + skipped + 1);
    if (last >= 0) return last;
  }
  return -1;
}

export function findPhrases(words: readonly Word[], index: PhraseIndex): PhraseMatch[] {
  const matches: PhraseMatch[] = [];
  const tryAll = (candidates: readonly CompiledPhrase[] | undefined, at: number): void => {
    for (const phrase of candidates ?? []) {
      const last = matchSteps(words, phrase.steps, 1, at + 1);
      const owner = index.owners[phrase.id];
      if (last >= 0 && owner !== undefined) matches.push({ owner, phrase: phrase.id, firstWord: at, lastWord: last });
    }
  };
  words.forEach((word, at) => {
    tryAll(index.byExactWord.get(word.text), at);
    for (const length of index.prefixLengths) {
      if (length > word.text.length) break;
      tryAll(index.byPrefix.get(word.text.slice(0, length)), at);
    }
  });
  return matches;
}
