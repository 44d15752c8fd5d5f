import { placeholders, placeholdersFor, type PlaceholderName, type TemplateContent } from '../contracts/template-words';
import type { Language } from '../contracts/vocabulary';
import { own } from './own';

export interface TemplateMistake {
  language: Language;
  /** From the first character of the body, which is 0. */
  offset: number;
  message: string;
}

type Part = { text: string } | { placeholder: string; offset: number };

/** The names that a template uses, each once. */
export const placeholdersOf = (body: string): PlaceholderName[] => [
  ...new Set(
    partsOf(body).flatMap((part) => ('placeholder' in part && isKnown(part.placeholder) ? [part.placeholder] : [])),
  ),
];

/** Placeholders that its purpose does not have, braces that are not closed, and names that one language has and another lacks. */
export function findTemplateMistakes({
  purpose,
  texts,
}: Pick<TemplateContent, 'purpose' | 'texts'>): TemplateMistake[] {
  const english = placeholdersOf(texts.en);
  return (Object.entries(texts) as [Language, string][]).flatMap(([language, body]) => {
    const mistakes: TemplateMistake[] = partsOf(body).flatMap((part) => {
      if ('placeholder' in part) {
        const { placeholder, offset } = part;
        return (placeholdersFor(purpose) as string[]).includes(placeholder)
          ? []
          : [{ language, offset, message: `{{${placeholder}}} is no placeholder of ${purpose}` }];
      }
      return /\{\{|\}\}/.test(part.text) ? [{ language, offset: 0, message: 'double braces that are not closed' }] : [];
    });
    const here = placeholdersOf(body);
    const differing = [
      ...english.filter((name) => !here.includes(name)),
      ...here.filter((name) => !english.includes(name)),
    ];
    const differences = differing.map((name) => ({
      language,
      offset: 0,
      message: `{{${name}}} stands in one language only`,
    }));
    return [...mistakes, ...differences];
  });
}

/** Placeholders of the template that tell something of an account. */
export const disclosingPlaceholders = (body: string): PlaceholderName[] =>
  placeholdersOf(body).filter((name) => placeholders[name].discloses);

/** The body with its placeholders filled; what a value holds is never looked at again. Throws for one without a value. */
export function fillTemplate(body: string, values: Readonly<Partial<Record<PlaceholderName, string>>>): string {
  return partsOf(body)
    .map((part) => {
      if ('text' in part) return part.text;
      const value = isKnown(part.placeholder) ? values[part.placeholder] : undefined;
      if (value === undefined) throw new TypeError(`no value for ${part.placeholder}`);
      return value;
    })
    .join('');
}

function partsOf(body: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of body.matchAll(/\{\{\s{0,9}([a-z_]{1,40})\s{0,9}\}\}/g)) {
    parts.push({ text: body.slice(end, match.index) }, { placeholder: match[1] ?? '', offset: match.index });
    end = match.index + match[0].length;
  }
  return [...parts, { text: body.slice(end) }];
}

const isKnown = (name: string): name is PlaceholderName => own(placeholders, name) !== undefined;
