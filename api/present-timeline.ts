import type { InquiryEvent } from '../contracts/inquiry';
import type { JournalRow } from '../db/rows';
import { presentMoney } from './present';
import { timelineWords } from './timeline-words';

/** What customers see of their case: what was said between us, and how it stands. */
export const eventsForCustomers: readonly string[] = [
  'inquiry_received',
  'message_received',
  'information_requested',
  'first_response_given',
  'resolved',
  'confirmed',
  'closed',
  'merged',
  'unmerged',
  'reopened',
];

export interface TimelineSurroundings {
  /** Null hides the texts from who may not read them. */
  texts: Record<string, string | null> | null;
  nameOf: (person: string) => string;
  forCustomer: boolean;
}

/** `words` for a journal that is not that of a case. */
export function presentTimelineEntry(
  row: JournalRow,
  { texts, nameOf, forCustomer }: TimelineSurroundings,
  words: string = timelineWords(row.event as InquiryEvent, nameOf),
) {
  const { actor, sequence, type, automatic, event } = row;
  // What somebody wrote who could not show to be the customer is not the customer's to read.
  const foreign = forCustomer && (event as { senderVerified?: boolean }).senderVerified === false;
  const seen = foreign ? null : texts;
  const own = actor.kind !== 'customer' && forCustomer;
  return {
    sequence,
    type,
    words,
    actor: own
      ? { kind: 'desk', id: 'desk', name: null, on_behalf_of: null }
      : {
          kind: actor.kind,
          id: actor.id,
          name: actor.kind === 'person' ? nameOf(actor.id) : null,
          on_behalf_of: actor.kind === 'person' ? (actor.onBehalfOf ?? null) : null,
          impersonated_by: actor.kind === 'person' ? (actor.impersonatedBy ?? null) : null,
        },
    automatic,
    occurred_at: row.occurred_at,
    event: forCustomer ? { type } : (presentData(event) as Record<string, unknown>),
    texts: seen === null ? {} : readable(row.event, seen),
    erased: seen === null ? [] : erasedFields(row.event, seen),
  };
}

/** Ids of the texts that an event names, by field. */
export function textIdsOf(event: object): Record<string, string> {
  const direct = Object.entries(event).flatMap(([field, value]): [string, string][] =>
    isTextReference(value) ? [[field, value.id]] : [],
  );
  const { content } = event as { content?: object };
  const nested = content && !isTextReference(content) ? textIdsOf(content) : {};
  return { ...Object.fromEntries(direct), ...nested };
}

/** Fields whose text was erased; one that never was is none of them. */
const erasedFields = (event: object, texts: Record<string, string | null>): string[] =>
  Object.entries(textIdsOf(event)).flatMap(([field, id]) => (texts[id] === null ? [field] : []));

function readable(event: object, texts: Record<string, string | null>): Record<string, string | null> {
  const found = Object.entries(textIdsOf(event)).map(([field, id]): [string, string | null] => [
    field,
    texts[id] ?? null,
  ]);
  const named = Object.fromEntries(found);
  if ((event as { type?: string }).type !== 'inquiry_received' || !named['content']) return named;
  // The text of an intake is JSON of its two parts.
  return JSON.parse(named['content']) as Record<string, string>;
}

const isTextReference = (value: unknown): value is { id: string; hash: string } =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).sort().join() === 'hash,id' &&
  typeof (value as { id: unknown }).id === 'string';

const isAmount = (value: object): value is { minor: number; currency: string } =>
  Object.keys(value).sort().join() === 'currency,minor';

/** Journal data in the spelling of the API: snake_case names, amounts as decimal texts. Keys that are ids stay. */
export function presentData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(presentData);
  if (typeof value !== 'object' || value === null) return value;
  if (isAmount(value)) return presentMoney(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [snakeCase(key), presentData(member)]));
}

const snakeCase = (key: string): string =>
  /^[a-z]+(?:[A-Z][a-z0-9]*)+$/.test(key) ? key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key;
