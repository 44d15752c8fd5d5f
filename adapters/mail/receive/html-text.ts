const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

const unescape = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);

/** Begin and end a line of their own; those of `paragraphs` leave an empty line about them. */
const lines = /^(?:div|tr|li|dt|dd|ul|ol|dl|table|caption|hr|center|thead|tbody|tfoot)$/;
const paragraphs = /^(?:p|h[1-6]|pre)$/;

/** Piece of sanitised HTML: a tag by name, or words. */
interface Piece {
  tag: string | null;
  closing: boolean;
  attributes: string;
  text: string;
}

/** Takes sanitised HTML apart: it is well formed, so that a tag is whatever stands between < and >. */
function* pieces(html: string): Generator<Piece> {
  let start = 0;
  while (start < html.length) {
    const open = html.indexOf('<', start);
    const end = open === -1 ? html.length : open;
    if (end > start) yield { tag: null, closing: false, attributes: '', text: html.slice(start, end) };
    if (open === -1) return;
    const close = html.indexOf('>', open);
    const inside = html.slice(open + 1, close === -1 ? html.length : close);
    const name = /^\/?([a-z0-9]+)/i.exec(inside)?.[1] ?? '';
    yield { tag: name.toLowerCase(), closing: inside.startsWith('/'), attributes: inside, text: '' };
    start = close === -1 ? html.length : close + 1;
  }
}

/** Takes what is marked as hidden out of sanitised HTML, with all that is in it. */
export function dropHidden(html: string): string {
  if (!html.includes(' hidden')) return html;
  let shown = '';
  let depth = 0;
  for (const { tag, closing, attributes, text } of pieces(html)) {
    const empty = attributes.endsWith('/');
    if (depth > 0) depth += tag === null || empty ? 0 : closing ? -1 : 1;
    else if (tag === null) shown += text;
    else if (!/ hidden(?:[ =]|$)/.test(attributes)) shown += `<${attributes}>`;
    else if (!empty) depth = 1;
  }
  return shown;
}

/** Collects lines; a quotation deeper by one has one more `> ` before each of its lines, as plain text mails have. */
class TextLines {
  private readonly done: string[] = [];
  private line = '';
  quotes = 0;

  /** Quotations about the empty line that is to come before the next words; null when none is. */
  private gap: number | null = null;

  /** Ends the line. */
  break(): void {
    if (this.line.trim() !== '') this.push(this.line.trimEnd());
    this.line = '';
  }

  /** Ends the line, and leaves an empty one before what follows. */
  breakParagraph(): void {
    this.break();
    this.gap = Math.min(this.gap ?? this.quotes, this.quotes);
  }

  add(text: string): void {
    this.line += this.line === '' ? text.trimStart() : text;
  }

  /** Words whose line ends count. */
  addLines(text: string): void {
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) this.newLine();
      this.line += line;
    }
  }

  newLine(): void {
    this.push(this.line.trimEnd());
    this.line = '';
  }

  text(): string {
    this.break();
    return this.done.join('\n').trim();
  }

  private push(line: string): void {
    const last = this.done.at(-1);
    if (this.gap !== null && last !== undefined && !/^[> ]*$/.test(last)) {
      this.done.push('> '.repeat(Math.min(this.gap, this.quotes)).trimEnd());
    }
    this.gap = null;
    this.done.push(`${'> '.repeat(this.quotes)}${line}`.trimEnd());
  }
}

/** Deeper quotations are told apart by nobody. */
const deepestQuote = 8;

/** Plain text of sanitised HTML: its words in lines as a reader sees them, quotations marked with `>`. */
export function htmlToText(html: string): string {
  const text = new TextLines();
  let preformatted = 0;
  for (const { tag, closing, attributes, text: words } of pieces(html)) {
    if (tag === null) {
      const plain = unescape(words);
      if (preformatted > 0) text.addLines(plain);
      else text.add(plain.replaceAll(/[ \t\n\r]+/g, ' '));
      continue;
    }
    if (tag === 'br') text.newLine();
    else if (tag === 'td' || tag === 'th') text.add(closing ? ' ' : '');
    else if (tag === 'img') text.add(unescape(/\balt="([^"]*)"/.exec(attributes)?.[1] ?? ''));
    else if (lines.test(tag)) text.break();
    else if (paragraphs.test(tag)) text.breakParagraph();
    if (tag === 'li' && !closing) text.add('- ');
    if (tag === 'pre') preformatted = Math.max(0, preformatted + (closing ? -1 : 1));
    if (tag === 'blockquote') {
      text.breakParagraph();
      text.quotes = Math.min(deepestQuote, Math.max(0, text.quotes + (closing ? -1 : 1)));
      text.breakParagraph();
    }
  }
  return text.text();
}

/** Words of HTML that is too long or too deep to be parsed: what stands outside its tags. */
export const stripTags = (html: string): string =>
  [...pieces(html)]
    .map(({ tag, text }) => (tag === null ? unescape(text) : tag === 'br' || tag === 'p' || tag === 'div' ? '\n' : ' '))
    .join('')
    .trim();

function hostOf(link: string): string | null {
  try {
    const url = new URL(link);
    return url.protocol === 'mailto:' ? url.pathname : url.host;
  } catch {
    return null;
  }
}

/** What the words of a link claim to lead to; null when they claim nothing. */
function claimedBy(words: string): string | null {
  if (/^[^\s@]+@[^\s@]+$/.test(words)) return words;
  return /^[a-z]+:\/\//i.test(words) ? hostOf(words) : hostOf(`https://${words}`);
}

/**
 * Writes behind each link where it leads, `[pay.example]`, unless its words are that very address: what a link says is the
 * sender's claim, and staff decide on money.
 */
export function nameLinkTargets(html: string): string {
  let named = '';
  let target: string | null = null;
  let words = '';
  for (const { tag, closing, attributes, text } of pieces(html)) {
    if (tag === null) {
      words += text;
      named += text;
      continue;
    }
    named += `<${attributes}>`;
    if (tag !== 'a') continue;
    if (!closing) {
      const href = /\bhref="([^"]*)"/.exec(attributes)?.[1];
      target = href === undefined ? null : hostOf(unescape(href));
      words = '';
    } else if (target !== null && target !== '') {
      if (claimedBy(unescape(words).trim()) !== target) named += ` <span>[${escapeText(target)}]</span>`;
      target = null;
    }
  }
  return named;
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
