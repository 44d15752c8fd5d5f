import { languages, type Category, type Language } from './vocabulary';

/** What a template can be written for: what people write to customers. */
export const templatePurposes = ['reply', 'information_request', 'resolution'] as const;
export type TemplatePurpose = (typeof templatePurposes)[number];

export type PlaceholderType = 'text' | 'money' | 'date' | 'record';

export interface Placeholder {
  type: PlaceholderType;
  /** `case`: the desk knows it. `value`: whoever writes says it. */
  from: 'case' | 'value';
  /** It tells something of an account, so it is never sent to somebody whose identity is not verified. */
  discloses: boolean;
}

/** Everything that may stand in double braces. A template that names anything else is refused. */
export const placeholders = {
  reference: { type: 'text', from: 'case', discloses: false },
  name: { type: 'text', from: 'case', discloses: true },
  customer: { type: 'text', from: 'case', discloses: true },
  agent: { type: 'text', from: 'case', discloses: false },
  amount: { type: 'money', from: 'value', discloses: true },
  invoice: { type: 'record', from: 'value', discloses: true },
  payment: { type: 'record', from: 'value', discloses: true },
  date: { type: 'date', from: 'value', discloses: false },
  details: { type: 'text', from: 'value', discloses: false },
} as const satisfies Record<string, Placeholder>;
export type PlaceholderName = keyof typeof placeholders;

/** A body names a placeholder as `{{name}}`; English is what others fall back to. */
export interface TemplateContent {
  title: string;
  purpose: TemplatePurpose;
  /** Cases that it is meant for; null for all. */
  category: Category | null;
  texts: { en: string } & Partial<Record<Language, string>>;
}

export const templateLanguages = ({ texts }: TemplateContent): Language[] =>
  languages.filter((language) => texts[language] !== undefined);
