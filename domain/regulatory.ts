import type { Instant } from '../contracts/ids';
import type { ClockDays, ClockId } from '../contracts/inquiry';
import { closeOfBusinessDay, type Calendar } from './calendar';
import { addElapsed, earliestInstant, elapsedBetween } from './instant';
import type { Policy, RegulatoryClock, RegulatoryPack } from './policy';
import { own } from './own';
import type { ClockState } from './service-levels';
import { addDaysToDate, instantOfLocal, localDateAt } from './time-zone';

/**
 * Clocks that regulators set. They run beside the clocks of the desk, count whole days from the day after the one they
 * start on, in the zone and with the days of a calendar, and never pause for anybody. What starts, lengthens and stops
 * them is data of the policy; here is only how days are counted.
 */

export interface RegulatoryCase {
  receivedAt: Instant;
  firstResponseAt: Instant | null;
  resolvedAt: Instant | null;
  /** The newest record of each event of this pack. */
  events: readonly { event: string; at: Instant }[];
}

/** Which packs a policy switches on for a case, each with its calendar, in the order of the policy. */
export function packsFor(
  { regulatory }: Pick<Policy, 'regulatory'>,
  question: { legalEntity: string; category: string; segment: string | null },
): { pack: string; calendar: string }[] {
  const found = new Map<string, string>();
  for (const { pack, legalEntities, categories, segments, calendar } of regulatory?.applies ?? []) {
    const fits =
      legalEntities.includes(question.legalEntity) &&
      ((categories as string[]).includes('*') || (categories as string[]).includes(question.category)) &&
      (segments.includes('*') || (question.segment !== null && segments.includes(question.segment)));
    if (fits && !found.has(pack)) found.set(pack, calendar);
  }
  return [...found].map(([pack, calendar]) => ({ pack, calendar }));
}

/**
 * The clocks of a pack as they stand with what is known of the case. One that has not started is not among them. `known` are
 * the clocks as they were: a warning or breach that was recorded stays unless the clock is due later now, and what had
 * stopped stays so.
 */
export function packClocks(
  id: string,
  pack: RegulatoryPack,
  calendar: Calendar,
  about: RegulatoryCase,
  known: readonly ClockState[] = [],
): ClockState[] {
  return Object.entries(pack.clocks).flatMap(([name, clock]) => {
    const startedAt = startOf(clock, about, calendar);
    if (startedAt === null) return [];
    const clockId: ClockId = `${id}:${name}`;
    const before = known.find((candidate) => candidate.name === clockId);
    return [clockState(clockId, { pack, name, clock }, calendar, startedAt, about, before)];
  });
}

/** The instant at which a period of days that starts at `startedAt` is over; due means before it. */
export function endOfDays(calendar: Calendar, startedAt: Instant, { count, unit, until }: ClockDays): Instant {
  if (unit === 'calendar_days') {
    return instantOfLocal(calendar.zone, addDaysToDate(localDateAt(calendar.zone, startedAt), count), '24:00');
  }
  const close = closeOfBusinessDay(calendar, startedAt, count);
  // A day that closes at midnight has the date before that midnight.
  return until === 'close_of_business'
    ? close
    : instantOfLocal(calendar.zone, localDateAt(calendar.zone, addElapsed(close, -1)), '24:00');
}

interface Definition {
  pack: RegulatoryPack;
  name: string;
  clock: RegulatoryClock;
}

function clockState(
  id: ClockId,
  definition: Definition,
  calendar: Calendar,
  startedAt: Instant,
  about: RegulatoryCase,
  known: ClockState | undefined,
): ClockState {
  const { count, unit, warnAfter } = termOf(definition, calendar, startedAt, about);
  const days: ClockDays = { count, unit, until: definition.clock.until };
  const dueAt = endOfDays(calendar, startedAt, days);
  const warnAt = endOfDays(calendar, startedAt, { ...days, count: warnAfter });
  const stoppedAt = stopOf(definition.clock, startedAt, about) ?? known?.stoppedAt ?? null;
  const late = stoppedAt !== null && stoppedAt >= dueAt;
  const breached = known?.breachedAt ?? null;
  return {
    name: id,
    target: { milliseconds: elapsedBetween(startedAt, dueAt), calendar: calendar.id },
    startedAt,
    runningSince: stoppedAt === null ? startedAt : null,
    consumed: stoppedAt === null ? 0 : Math.max(0, elapsedBetween(startedAt, stoppedAt)),
    dueAt,
    warnAt,
    warnedAt: stays(known?.warnedAt ?? null, warnAt),
    // Whoever was too late before the desk noticed has not kept the day.
    breachedAt: stoppedAt === null ? stays(breached, dueAt) : late ? (breached ?? dueAt) : null,
    stoppedAt,
    days,
  };
}

const stays = (recorded: Instant | null, reached: Instant): Instant | null =>
  recorded !== null && recorded >= reached ? recorded : null;

function startOf({ starts, within }: RegulatoryClock, about: RegulatoryCase, calendar: Calendar): Instant | null {
  const at = firstKnown(starts, about);
  if (at === null || !within) return at;
  const from = firstKnown(within.of, about);
  if (from === null) return at;
  const last = endOfDays(calendar, from, { count: within.days, unit: 'calendar_days', until: 'end_of_day' });
  return at < last ? at : null;
}

/** Stops before the start are of something else: an answer given before the reasons were asked for, say. */
const stopOf = ({ stops }: RegulatoryClock, startedAt: Instant, about: RegulatoryCase): Instant | null =>
  earliestInstant(stops.map((name) => instantOf(name, about)).filter((at) => at === null || at >= startedAt));

/**
 * The term that counts. Events are looked at in the order in which they happened, because one that must come before the
 * clock is due is held against what was due until then: a credit given on day 12 lengthens no ten days.
 */
function termOf({ pack, name, clock }: Definition, calendar: Calendar, startedAt: Instant, about: RegulatoryCase) {
  const happened = new Set<string>();
  const inOrder = [...about.events].sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
  const facts = inOrder.filter(({ event }) => own(pack.events, event)?.before !== name);
  for (const { event } of facts) happened.add(event);
  let term = termWith(clock, happened);
  for (const { event, at } of inOrder.filter((record) => !facts.includes(record))) {
    if (at >= endOfDays(calendar, startedAt, { ...term, until: clock.until })) continue;
    happened.add(event);
    term = termWith(clock, happened);
  }
  return term;
}

function termWith(clock: RegulatoryClock, happened: ReadonlySet<string>) {
  const term = clock.terms.find(({ when }) => when.every((event) => happened.has(event)));
  if (!term) throw new RangeError('the last term of a regulatory clock holds without any event');
  return { count: term.days, unit: term.unit, warnAfter: term.warnAfter };
}

const firstKnown = (names: readonly string[], about: RegulatoryCase): Instant | null =>
  names.map((name) => instantOf(name, about)).find((instant) => instant !== null) ?? null;

function instantOf(name: string, { receivedAt, firstResponseAt, resolvedAt, events }: RegulatoryCase): Instant | null {
  if (name === 'receipt') return receivedAt;
  if (name === 'first_response') return firstResponseAt;
  if (name === 'resolution') return resolvedAt;
  return events.find(({ event }) => event === name)?.at ?? null;
}
