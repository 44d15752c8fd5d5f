import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type ErrorCode,
  type Node,
} from 'yaml';
import { findPolicyMistakes, type PolicyContent, type PolicyMistake } from './policy';

/**
 * A policy as people write it in YAML 1.2, with the place of every mistake. Only what JSON can say, plus anchors and
 * comments: no tags, no merge keys, no second document. Hostile text is refused quickly, whatever it is made of.
 */

/** Characters; the shipped policy has about 12,000. */
export const longestPolicySource = 250_000;

/** Uses of anchors, counted with those inside of them: what stops a text that would unfold without end. */
const mostAliases = 200;
const deepest = 20;
/** More would help nobody. */
const mostMistakes = 100;

export interface Place {
  /** From 1. */
  line: number;
  column: number;
}

export type PlacedMistake = PolicyMistake & Place;

export type PolicySource =
  { content: PolicyContent; locate: (path: PolicyMistake['path']) => Place } | { mistakes: PlacedMistake[] };

/** The content of a policy written in YAML, or every mistake with line and column. */
export function readPolicySource(text: string): PolicySource {
  if (text.length > longestPolicySource) {
    return { mistakes: [{ path: [], message: `longer than ${longestPolicySource} characters`, line: 1, column: 1 }] };
  }
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    // Looked for below: the library compares every key with every other.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const broken = [...document.errors, ...document.warnings].map(({ code, message, pos }): PlacedMistake => ({
    path: [],
    message: inOurWords[code] ?? message,
    ...place(pos[0]),
  }));
  if (broken.length > 0) return { mistakes: broken.slice(0, mostMistakes) };
  const odd = oddities(document).map(({ message, offset }) => ({ path: [], message, ...place(offset) }));
  if (odd.length > 0) return { mistakes: odd.slice(0, mostMistakes) };
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    return { mistakes: [{ path: [], message: (error as Error).message, line: 1, column: 1 }] };
  }
  const locate = (path: PolicyMistake['path']): Place => place(offsetOf(document, path));
  const mistakes = findPolicyMistakes(content);
  if (mistakes.length === 0) return { content: content as PolicyContent, locate };
  return { mistakes: mistakes.map((mistake) => ({ ...mistake, ...locate(mistake.path) })) };
}

/** Where the library speaks to programmers. What exhausts it while it reads is nesting: aliases come later. */
const inOurWords: Partial<Record<ErrorCode, string>> = {
  MULTIPLE_DOCS: 'a second document: a policy is one',
  RESOURCE_EXHAUSTION: `nested more than ${deepest} deep`,
};

interface Oddity {
  message: string;
  offset: number;
}

/** What YAML allows and a policy does not say. */
function oddities(document: Document.Parsed): Oddity[] {
  const found: Oddity[] = [];
  visit(document, {
    Node(_key, node, ancestors) {
      if (ancestors.length > deepest * 2) {
        found.push({ message: `nested more than ${deepest} deep`, offset: startOf(node) });
        return visit.BREAK;
      }
      if (!isAlias(node) && node.tag !== undefined) {
        found.push({ message: 'no tags: write the value itself', offset: startOf(node) });
      }
      return undefined;
    },
    Map(_key, map) {
      const names = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) {
          found.push({ message: 'a key is a plain word', offset: startOf(key as Node) });
          continue;
        }
        const name = String(key.value);
        if (names.has(name)) found.push({ message: `${name.slice(0, 100)} is stated twice`, offset: startOf(key) });
        names.add(name);
      }
    },
  });
  return found;
}

const startOf = (node: Node | null | undefined): number => node?.range?.[0] ?? 0;

/** Where a path begins; where it is missing, the nearest that there is. */
function offsetOf(document: Document.Parsed, path: PolicyMistake['path']): number {
  let node: Node | null = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap<Node, Node>(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      offset = startOf(pair.key);
      node = pair.value;
    } else if (isSeq<Node>(node)) {
      const item = node.items[Number(step)];
      if (!item) break;
      offset = startOf(item);
      node = item;
    } else break;
  }
  return offset;
}
