import { cleanText, decodeCharset } from './decode-text';
import { htmlToText, nameLinkTargets, stripTags } from './html-text';
import { countTags, longestHtml, mostTags, sanitiseHtml } from './sanitise-html';
import type { MailPart } from './split-parts';

export interface MailText {
  text: string;
  html: string | null;
  blocked: number;
  /** Texts that went on beyond `mostWords`: their rest is to be read elsewhere. */
  cut: Set<MailPart>;
}

/** Bytes of text that are read as words of a mail, a book's worth. A text beyond it counts as an attachment as well. */
const mostWords = 1024 * 1024;

/** Gives out the bytes of texts until there have been enough. */
class Words {
  readonly cut = new Set<MailPart>();
  private left = mostWords;

  take(part: MailPart): Buffer {
    const bytes = part.content.subarray(0, this.left);
    if (bytes.length < part.content.length) this.cut.add(part);
    this.left -= bytes.length;
    return bytes;
  }
}

/** A piece of what the sender wrote, in one form or in both. */
interface Piece {
  plain: string | null;
  html: string | null;
}

/** @param named whether a text with a file name counts: some servers name even the only text that they send */
const isWords = (part: MailPart, named: boolean): boolean =>
  (part.type === 'text/plain' || part.type === 'text/html') &&
  part.disposition !== 'attachment' &&
  (named || part.fileName === null);

/** RFC 3676, section 4.2: a line that ends in a space goes on in the next one of the same quotation; but for `-- `. */
function unflow(text: string, deletesSpace: boolean): string {
  const lines: string[] = [];
  let flowing: string | null = null;
  for (const line of text.split('\n')) {
    const quotes = /^>*/.exec(line)?.[0] ?? '';
    const words = line.slice(quotes.length).replace(/^ /, '');
    const joins: boolean = flowing !== null && flowing === quotes && words !== '-- ';
    const last = lines.length - 1;
    if (joins) lines[last] = `${lines[last]}${words}`;
    else lines.push(quotes === '' ? words : `${quotes} ${words}`);
    flowing = words.endsWith(' ') && words !== '-- ' ? quotes : null;
    if (flowing !== null && deletesSpace) lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, -1);
  }
  return lines.join('\n');
}

/** Names its charset within, where the header does not. */
const charsetOfHtml = (bytes: Buffer): string | null =>
  /<meta[^>]{0,200}charset=["']?([a-z0-9_-]{1,40})/i.exec(bytes.toString('latin1', 0, 2048))?.[1] ?? null;

function plainOf(part: MailPart, words: Words): string {
  const text = cleanText(decodeCharset(words.take(part), part.charset));
  return part.flowed ? unflow(text, part.deletesSpace) : text;
}

function htmlOf(part: MailPart, words: Words): string {
  const bytes = words.take(part);
  return cleanText(decodeCharset(bytes, part.charset ?? charsetOfHtml(bytes)));
}

/** One form of all pieces together; null when none has words in it. */
function joined(pieces: readonly Piece[], form: 'plain' | 'html'): string | null {
  const texts = pieces.map((piece) => piece[form]).filter((text) => text !== null);
  return texts.every((text) => text.trim() === '') ? null : texts.join('\n');
}

/** What the sender wrote, in the order of the mail. Of alternatives the last plain and the last HTML one count (RFC 2046, 5.1.4). */
function collect(part: MailPart, named: boolean, words: Words): Piece[] {
  if (part.children.length === 0) {
    if (!isWords(part, named)) return [];
    return part.type === 'text/html'
      ? [{ plain: null, html: htmlOf(part, words) }]
      : [{ plain: plainOf(part, words), html: null }];
  }
  const children = part.children.map((child) => collect(child, named, words));
  if (part.type !== 'multipart/alternative') return children.flat();
  const plain = children.map((pieces) => joined(pieces, 'plain')).findLast((text) => text !== null) ?? null;
  const html = children.map((pieces) => joined(pieces, 'html')).findLast((text) => text !== null) ?? null;
  return plain === null && html === null ? [] : [{ plain, html }];
}

const escape = (text: string): string =>
  `<pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</pre>`;

/**
 * Text and HTML of a mail: plain text as it was sent, made from the HTML where only that was; HTML fit for display
 * (`sanitiseHtml`), null when none was sent or when it is beyond showing.
 */
export function assembleText(root: MailPart): MailText {
  const words = new Words();
  const unnamed = collect(root, false, words);
  const pieces = unnamed.length > 0 ? unnamed : collect(root, true, words);
  let shown = 0;
  let tags = 0;
  let blocked = 0;
  let displayable = pieces.some((piece) => piece.html !== null);
  const texts: string[] = [];
  const htmls: string[] = [];
  for (const { plain, html } of pieces) {
    shown += html?.length ?? 0;
    tags += countTags(html ?? '');
    const clean = html === null || shown > longestHtml || tags > mostTags ? null : sanitiseHtml(html);
    if (html !== null && clean === null) displayable = false;
    blocked += clean?.blocked ?? 0;
    texts.push(plain ?? (clean === null ? stripTags(html ?? '') : htmlToText(clean.html)));
    htmls.push(clean === null ? escape(plain ?? '') : nameLinkTargets(clean.html));
  }
  return { text: texts.join('\n').trimEnd(), html: displayable ? htmls.join('\n') : null, blocked, cut: words.cut };
}
