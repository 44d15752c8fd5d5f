import sanitizeHtml from 'sanitize-html';
import { dropHidden } from './html-text';

export interface SanitisedHtml {
  /** Well-formed, and nothing but the tags and attributes of `tags`. */
  html: string;
  /** How many remote images, style sheets, frames and the like were left out. */
  blocked: number;
}

const tags = [
  ...['p', 'div', 'br', 'hr', 'pre', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'center'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'],
  ...['a', 'b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'ins', 'sub', 'sup', 'small', 'code', 'span', 'img'],
];

/** What is dropped with all that is in it, rather than shown as words. */
const withoutContent = [
  ...['script', 'style', 'head', 'title', 'textarea', 'option', 'select', 'noscript', 'template', 'svg', 'math'],
  ...['iframe', 'object', 'applet', 'embed', 'audio', 'video', 'canvas', 'noframes', 'noembed', 'xmp', 'plaintext'],
];

/** Words that a mail carries but does not show: previews, and text that is hidden to get past filters. */
const hidden =
  /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0(?![.\d])|(?:font-size|max-height)\s*:\s*0(?![.\d])/i;

const remote = /^\s*(?:https?:|ftp:)?\/\//i;
const remoteInStyle = /url\s*\(\s*["']?\s*(?:https?:|ftp:)?\/\/|@import/i;
const inlineImage = /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=\s]*$/i;

const loads = ['src', 'srcset', 'background', 'poster', 'data', 'lowsrc', 'dynsrc', 'classid', 'codebase'];

function refersToRemote(tag: string, attributes: Record<string, string>): boolean {
  if (tag === 'link') return remote.test(attributes['href'] ?? '');
  const { style } = attributes;
  return (
    loads.some((name) => remote.test(attributes[name] ?? '')) ||
    // A style of kilobytes is nobody's; it is not shown either, so nothing is lost by not looking through it.
    (style !== undefined && remoteInStyle.test(style.slice(0, 4096)))
  );
}

/** The size at which a browser would only just cope; the words of what is longer are still read (`stripTags`). */
export const longestHtml = 768 * 1024;
/** Deeper than any mail program writes; the parser's time grows with the square of it. */
const deepest = 500;

const empty =
  /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|d[dt]|t[rdh]|thead|tbody|tfoot|optgroup|option)$/;

/** More tags than any mail program writes. */
export const mostTags = 50_000;

export function countTags(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) count += 1;
  return count;
}

/** Whether elements are open within each other beyond `deepest`: one linear pass, which rather overestimates. */
function isTooDeep(html: string): boolean {
  const open = new Map<string, number>();
  let depth = 0;
  for (const match of html.matchAll(/<(\/?)([a-z][a-z0-9:_-]{0,30})/gi)) {
    const name = (match[2] ?? '').toLowerCase();
    if (empty.test(name)) continue;
    const unclosed = open.get(name) ?? 0;
    if (match[1] === '') {
      open.set(name, unclosed + 1);
      depth += 1;
      if (depth > deepest) return true;
    } else if (unclosed > 0) {
      open.set(name, unclosed - 1);
      depth -= 1;
    }
  }
  return false;
}

const styledAs = (attributes: Record<string, string>): string => (attributes['style'] ?? '').slice(0, 4096);

/**
 * HTML of a stranger, made fit to be shown to staff: no scripts, forms, styles, ids or frames; nothing is loaded from
 * anywhere (OWASP, Cross Site Scripting Prevention). `cid:` images stay for whoever serves the attachments; links open
 * elsewhere, tell nothing of where they were clicked, and say where they lead (`nameLinkTargets`).
 *
 * @returns null for what is too long, too deep or of too many elements to be shown
 */
export function sanitiseHtml(html: string): SanitisedHtml | null {
  if (html.length > longestHtml || countTags(html) > mostTags || isTooDeep(html)) return null;
  let blocked = 0;
  const clean = sanitizeHtml(html, {
    allowedTags: tags,
    nonTextTags: withoutContent,
    allowedAttributes: {
      '*': ['hidden'],
      a: ['href', 'title', 'rel', 'target'],
      img: ['src', 'alt', 'width', 'height'],
      td: ['colspan', 'rowspan', 'align', 'valign'],
      th: ['colspan', 'rowspan', 'align', 'valign'],
      ol: ['start'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid', 'data'] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, attributes) => {
        if (refersToRemote(tagName, attributes)) blocked += 1;
        if ('hidden' in attributes || hidden.test(styledAs(attributes)))
          return { tagName, attribs: { hidden: 'hidden' } };
        if (tagName === 'img') {
          const source = attributes['src'] ?? '';
          const { src: _, ...others } = attributes;
          const kept = /^cid:/i.test(source) || inlineImage.test(source);
          return { tagName, attribs: kept ? attributes : others };
        }
        if (tagName !== 'a' || attributes['href'] === undefined) return { tagName, attribs: attributes };
        const target = { rel: 'noopener noreferrer nofollow', target: '_blank' };
        return { tagName, attribs: { href: attributes['href'], ...target } };
      },
    },
  });
  return { html: dropHidden(clean), blocked };
}
