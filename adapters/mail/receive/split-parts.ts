import { Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MailParser, type AttachmentStream, type MessageText } from 'mailparser';
import type { MailLimits } from './received-mail';
import { decodeHeader, readHeaderLines, type RawHeaders } from './read-headers';

/** One MIME entity (RFC 2045): a container with children, or a leaf with content. */
export interface MailPart {
  /** `type/subtype` in lower case; `text/plain` where none is given. */
  type: string;
  charset: string | null;
  flowed: boolean;
  /** RFC 3676: a space that ends a line of flowed text is deleted. */
  deletesSpace: boolean;
  disposition: string | null;
  /** As the sender wrote it; made safe by nobody yet. */
  fileName: string | null;
  /** Without angle brackets. */
  contentId: string | null;
  /** Decoded from its transfer encoding; empty in a container. */
  content: Buffer;
  children: MailPart[];
}

export interface SplitMail {
  headers: RawHeaders;
  root: MailPart;
}

/** More parts, deeper, or longer headers than allowed. */
export class TooComplex extends Error {}

type Parameters = Record<string, string | undefined>;
interface ParsedHeaders {
  get(name: string): unknown;
}

/** What mailparser keeps of one entity. Its types leave this out; the tests of this folder notice if it changes. */
interface ParserNode {
  contentType: string | false | undefined;
  headers: ParsedHeaders;
  node: { filename?: string | false; charset?: string | false };
  children: ParserNode[];
}
interface ParserInside {
  textTypes: string[];
  tree: ParserNode | false;
}

const slice = 64 * 1024;

/** In pieces, so that the clock is looked at between them. */
function* slices(raw: Buffer): Generator<Buffer> {
  for (let start = 0; start < raw.length; start += slice) yield raw.subarray(start, start + slice);
}

function parameters(headers: ParsedHeaders, name: string): Parameters {
  const value = headers.get(name);
  return typeof value === 'object' && value !== null && 'params' in value ? (value.params as Parameters) : {};
}

function firstText(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : null;
}

/** RFC 2046, section 5.1.5: what a digest holds is mails, unless it says otherwise. */
const defaultType = (parent: string | null): string =>
  parent === 'multipart/digest' ? 'message/rfc822' : 'text/plain';

function toPart(
  node: ParserNode,
  parent: string | null,
  contents: Map<unknown, Buffer>,
  depth: number,
  limits: MailLimits,
): MailPart {
  if (depth > limits.depth) throw new TooComplex(`nested deeper than ${limits.depth}`);
  const parameter = parameters(node.headers, 'content-type');
  const disposition = node.headers.get('content-disposition') as { value?: string } | null | undefined;
  const given = node.headers.get('content-type') === undefined ? null : node.contentType;
  const type = (given || defaultType(parent)).toLowerCase();
  const contentId = firstText(node.headers.get('content-id'));
  return {
    type,
    charset: parameter['charset'] ?? null,
    flowed: parameter['format']?.toLowerCase() === 'flowed',
    deletesSpace: parameter['delsp']?.toLowerCase() === 'yes',
    disposition: disposition?.value?.toLowerCase() ?? null,
    fileName: node.node.filename ? decodeHeader(node.node.filename) : null,
    contentId: contentId === null ? null : contentId.replaceAll(/^\s*<|>\s*$/g, '').trim() || null,
    content: contents.get(node.headers) ?? Buffer.alloc(0),
    children: node.children.map((child) => toPart(child, type, contents, depth + 1, limits)),
  };
}

/**
 * Takes a mail apart with mailparser: structure, headers and transfer encodings. Every leaf comes out as bytes, also texts,
 * so that what is missing or wrong about their charset is decided in one place (`decodeCharset`).
 *
 * @throws TooComplex beyond the limits; AbortError after `signal`; whatever mailparser throws at what it cannot read
 */
export async function splitParts(raw: Buffer, limits: MailLimits, signal: AbortSignal): Promise<SplitMail> {
  const parser = new MailParser({
    // Attached mails stay whole: they are evidence, and what is in them is not what this sender wrote.
    ignoreEmbedded: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    checksumAlgo: false,
    maxChildNodes: limits.parts,
    maxHeadSize: limits.headerBytes,
  });
  const inside = parser as unknown as ParserInside;
  inside.textTypes = [];
  const contents = new Map<unknown, Buffer>();
  try {
    await pipeline(
      Readable.from(slices(raw)),
      // An object stream on its readable side, which the types of Node do not foresee here.
      parser as unknown as Duplex,
      async (items: AsyncIterable<AttachmentStream | MessageText>) => {
        for await (const item of items) {
          if (item.type !== 'attachment') continue;
          const chunks: Buffer[] = [];
          for await (const chunk of item.content) chunks.push(chunk as Buffer);
          contents.set(item.headers, Buffer.concat(chunks));
          item.release?.();
        }
      },
      { signal },
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EMAXLEN') throw new TooComplex(error.message);
    throw error;
  }
  const lines = parser.headerLines === false ? [] : parser.headerLines.map(({ line }) => line);
  const headers = readHeaderLines(lines);
  if (inside.tree === false) throw new Error('the parser found no structure');
  return { headers, root: toPart(inside.tree, null, contents, 0, limits) };
}
