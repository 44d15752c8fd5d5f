/**
 * Turns mail text into comparable words. Words are cut from the original, so every word keeps its place in it;
 * only the copy that rules compare is folded (case, accents, compatibility forms).
 */

export type Passage = 'subject' | 'fresh' | 'quoted';

export interface Word {
  /** Folded form; `.` marks the end of a sentence, which no phrase may cross. */
  text: string;
  passage: Passage;
  start: number;
  end: number;
}

/** Longer runs are encoded data, not words; folding them would only cost time. */
const longestWord = 48;

/** Nobody writes more than this by hand; what lies beyond is a pasted file and would drown what was written. */
export const longestReadText = 262_144;

export const sentenceEnd = '.';

const latinExtras: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd' };

export function foldWord(word: string): string {
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđ]/g, (letter) => latinExtras[letter] ?? letter);
}

const wordOrSign = /[\p{L}\p{N}\p{M}]+|[.!?;:]+|%|\n/gu;

/** A chunk with an at sign or a web address: its words name a mailbox or a site, they are not the sender's words. */
function looksLikeAddress(chunk: string): boolean {
  return chunk.includes('@') || chunk.startsWith('http') || chunk.startsWith('www.');
}

function pushWords(into: Word[], text: string, offset: number, passage: Passage): void {
  for (const chunk of text.matchAll(/\S+/g)) {
    const chunkText = chunk[0];
    if (looksLikeAddress(chunkText)) continue;
    for (const match of chunkText.matchAll(wordOrSign)) {
      const start = offset + chunk.index + match.index;
      const end = start + match[0].length;
      if (/^[.!?;:]/.test(match[0])) {
        // Only at the end of a chunk: "1.204,00", "e.g" and "10:30" go on.
        if (
          chunk.index + match.index + match[0].length === chunk.index + chunkText.length &&
          !match[0].startsWith(':')
        ) {
          into.push({ text: sentenceEnd, passage, start, end });
        }
      } else if (match[0].length <= longestWord) {
        into.push({ text: foldWord(match[0]), passage, start, end });
      }
    }
  }
}

const quotedBlockStart =
  /^\s{0,8}(?:[-_]{2,20}\s{0,3}(?:original|urspr|weitergeleitete|forwarded|message d|mensaje)|(?:on|am|le|el) .{4,160}(?:wrote|schrieb|a écrit|escribió)\b)/i;
const quotedLine = /^\s{0,8}[>|]/;

/** Words of a mail in reading order: the subject, then the body with quoted correspondence marked as such. */
export function readWords(subject: string, body: string): Word[] {
  const words: Word[] = [];
  pushWords(words, subject.slice(0, 2_000), 0, 'subject');
  words.push({ text: sentenceEnd, passage: 'subject', start: subject.length, end: subject.length });
  let offset = 0;
  let insideQuotedBlock = false;
  for (const line of body.slice(0, longestReadText).split('\n')) {
    if (line.trim() === '' && words.at(-1)?.text !== sentenceEnd) {
      words.push({ text: sentenceEnd, passage: 'fresh', start: offset, end: offset });
    }
    if (!insideQuotedBlock && quotedBlockStart.test(line.slice(0, 240))) insideQuotedBlock = true;
    const passage = insideQuotedBlock || quotedLine.test(line.slice(0, 12)) ? 'quoted' : 'fresh';
    pushWords(words, line, offset, passage);
    offset += line.length + 1;
  }
  return words;
}
