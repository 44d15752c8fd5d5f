import { languages, type Category, type Language } from './vocabulary';

/** What people write to customers. */
export const writtenPurposes = ['reply', 'information_request', 'resolution'] as const;
export type WrittenPurpose = (typeof writtenPurposes)[number];

/** What the desk writes by itself: a template gives its opening words, in the place of those that ship. */
export const automaticPurposes = [
  'acknowledgement',
  'invoice',
  'reminder',
  'payment_confirmation',
  'arrangement_offer',
  'rating_request',
] as const;
export type AutomaticPurpose = (typeof automaticPurposes)[number];

/** What a template can be written for. */
export const templatePurposes = [...writtenPurposes, ...automaticPurposes] as const;
export type TemplatePurpose = (typeof templatePurposes)[number];

export const isAutomaticPurpose = (purpose: string): purpose is AutomaticPurpose =>
  automaticPurposes.some((automatic) => automatic === purpose);

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
  texts: { en: string } & { [Other in Language]?: string | undefined };
}

export const templateLanguages = ({ texts }: TemplateContent): Language[] =>
  languages.filter((language) => texts[language] !== undefined);

/** What a body may name: nobody is asked for values when the desk writes by itself, and a stranger is told no name. */
export const placeholdersFor = (purpose: TemplatePurpose): readonly PlaceholderName[] => {
  if (!isAutomaticPurpose(purpose)) return Object.keys(placeholders) as PlaceholderName[];
  return purpose === 'acknowledgement' || purpose === 'rating_request' ? ['reference'] : ['name'];
};
