import { z } from 'zod';
import { categories } from './vocabulary';

/**
 * The section `regulatory` of a policy: packs of clocks that regulators set, as data, and the cases they are switched on for.
 * `policies/regulatory-packs.yaml` has the packs that ship with the desk, to be copied into a policy.
 */

const id = z.string().regex(/^[a-z0-9]+(?:[_-][a-z0-9]+)*$/, 'lower-case letters, digits, - and _');
const words = z.string().min(1).max(300);
const count = z.int().min(1).max(3_660);

const term = z
  .strictObject({
    when: z.array(id).max(10),
    days: count,
    unit: z.enum(['calendar_days', 'business_days']),
    warnAfter: count,
  })
  .refine(({ days, warnAfter }) => warnAfter <= days, 'a warning does not come after the end');

const clock = z
  .strictObject({
    source: words,
    text: words,
    starts: z.array(id).min(1).max(10),
    within: z.strictObject({ days: count, of: z.array(id).min(1).max(10) }).exactOptional(),
    until: z.enum(['end_of_day', 'close_of_business']),
    terms: z.array(term).min(1).max(10),
    stops: z.array(id).min(1).max(10),
  })
  .refine(
    ({ until, terms }) => until === 'end_of_day' || terms.every(({ unit }) => unit === 'business_days'),
    'only a business day has a close of business',
  );

const pack = z.strictObject({
  title: words,
  source: words,
  events: z.record(id, z.strictObject({ text: words, before: id.exactOptional() })),
  clocks: z.record(id, clock).refine((clocks) => Object.keys(clocks).length > 0, 'a pack has a clock'),
});

export const regulatoryPacksSchema = z.record(id, pack);

export const regulatorySchema = z.strictObject({
  packs: regulatoryPacksSchema,
  applies: z
    .array(
      z.strictObject({
        pack: id,
        legalEntities: z.array(id).min(1).max(1_000),
        categories: z
          .array(z.enum([...categories, '*']))
          .min(1)
          .max(50),
        segments: z
          .array(z.union([id, z.literal('*')]))
          .min(1)
          .max(100),
        calendar: id,
      }),
    )
    .max(1_000),
});

type Regulatory = z.infer<typeof regulatorySchema>;
type Pack = Regulatory['packs'][string];
type Contradiction = [path: (string | number)[], message: string];

/** What the desk knows of every case without being told. */
const starts = ['receipt'];
const ends = ['first_response', 'resolution'];

/** What does not make sense together, with its place in the policy. */
export function* regulatoryContradictions(policy: {
  regulatory?: Regulatory | undefined;
  calendars: Record<string, unknown>;
  calendarOf: Record<string, string>;
}): Generator<Contradiction> {
  const { packs = {}, applies = [] } = policy.regulatory ?? {};
  for (const [name, definition] of Object.entries(packs)) yield* packContradictions(name, definition);
  for (const [index, rule] of applies.entries()) {
    const path = ['regulatory', 'applies', index];
    if (!Object.hasOwn(packs, rule.pack)) yield [[...path, 'pack'], `there is no pack ${rule.pack}`];
    if (!Object.hasOwn(policy.calendars, rule.calendar)) {
      yield [[...path, 'calendar'], `there is no calendar ${rule.calendar}`];
    }
    for (const entity of rule.legalEntities) {
      if (!Object.hasOwn(policy.calendarOf, entity)) {
        yield [[...path, 'legalEntities'], `calendarOf knows no legal entity ${entity}`];
      }
    }
  }
}

function* packContradictions(name: string, { events, clocks }: Pack): Generator<Contradiction> {
  const path = ['regulatory', 'packs', name];
  const isEvent = (event: string) => Object.hasOwn(events, event);
  for (const [event, { before }] of Object.entries(events)) {
    if ([...starts, ...ends].includes(event)) yield [[...path, 'events', event], 'the desk knows that by itself'];
    if (before !== undefined && !Object.hasOwn(clocks, before)) {
      yield [[...path, 'events', event, 'before'], `the pack has no clock ${before}`];
    }
  }
  for (const [clockName, { starts: begins, within, terms, stops }] of Object.entries(clocks)) {
    const at = [...path, 'clocks', clockName];
    for (const begin of begins) {
      if (!starts.includes(begin) && !isEvent(begin)) yield [[...at, 'starts'], `no event ${begin}`];
    }
    for (const of of within?.of ?? []) {
      if (![...starts, ...ends].includes(of) && !isEvent(of)) yield [[...at, 'within', 'of'], `no event ${of}`];
    }
    for (const stop of stops) {
      if (!ends.includes(stop) && !isEvent(stop)) yield [[...at, 'stops'], `no event ${stop}`];
    }
    for (const [index, { when }] of terms.entries()) {
      for (const event of when) {
        if (!isEvent(event)) yield [[...at, 'terms', index, 'when'], `no event ${event}`];
      }
      const last = index === terms.length - 1;
      if (last !== (when.length === 0))
        yield [[...at, 'terms', index, 'when'], 'the last term, and only it, needs no event'];
    }
  }
}
