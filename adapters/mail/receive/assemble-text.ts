import { cleanText, decodeCharset } from './decode-text';
import { htmlToText, nameLinkTargets, stripTags } from './html-text';
import { longestHtml, sanitiseHtml } from './sanitise-html';
import type { MailPart } from './split-parts';

export interface MailText {
  text: string;
  html: string | null;
  blocked: number;
}

/** A piece of what the sender wrote, in one form or in both. */
interface Piece {
  plain: string | null;
  html: string | null;
}

const isWords = (part: MailPart): boolean =>
  (part.type === 'text/plain' || part.type === 'text/html') &&
  part.disposition !== 'attachment' &&
  part.fileName === null;

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

function plainOf(part: MailPart): string {
  const text = cleanText(decodeCharset(part.content, part.charset));
  return part.flowed ? unflow(text, part.deletesSpace) : text;
}

const htmlOf = (part: MailPart): string =>
  cleanText(decodeCharset(part.content, part.charset ?? charsetOfHtml(part.content)));

/** What the sender wrote, in the order of the mail. Of alternatives the last plain and the last HTML one count (RFC 2046, 5.1.4). */
function collect(part: MailPart): Piece[] {
  if (part.children.length === 0) {
    if (!isWords(part)) return [];
    return [part.type === 'text/html' ? { plain: null, html: htmlOf(part) } : { plain: plainOf(part), html: null }];
  }
  const pieces = part.children.flatMap(collect);
  if (part.type !== 'multipart/alternative') return pieces;
  const plain = pieces.filter((piece) => piece.plain !== null && piece.plain.trim() !== '').at(-1)?.plain ?? null;
  const html = pieces.filter((piece) => piece.html !== null && piece.html.trim() !== '').at(-1)?.html ?? null;
  return plain === null && html === null ? [] : [{ plain, html }];
}

const escape = (text: string): string =>
  `<pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</pre>`;

/**
 * Text and HTML of a mail: plain text as it was sent, made from the HTML where only that was; HTML fit for display
 * (`sanitiseHtml`), null when none was sent or when it is beyond showing.
 */
export function assembleText(root: MailPart): MailText {
  const pieces = collect(root);
  let shown = 0;
  let blocked = 0;
  let displayable = pieces.some((piece) => piece.html !== null);
  const texts: string[] = [];
  const htmls: string[] = [];
  for (const { plain, html } of pieces) {
    shown += html?.length ?? 0;
    const clean = html === null || shown > longestHtml ? null : sanitiseHtml(html);
    if (html !== null && clean === null) displayable = false;
    blocked += clean?.blocked ?? 0;
    texts.push(plain ?? (clean === null ? stripTags(html ?? '') : htmlToText(clean.html)));
    htmls.push(clean === null ? escape(plain ?? '') : nameLinkTargets(clean.html));
  }
  return { text: texts.join('\n').trimEnd(), html: displayable ? htmls.join('\n') : null, blocked };
}
