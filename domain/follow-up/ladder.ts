import { Duration } from 'luxon';
import type { Instant, LocalDate } from '../../contracts/ids';
import { addElapsed } from '../instant';
import { own } from '../own';
import type { Policy, QuietTimes, ReminderStep } from '../policy';
import { addDaysToDate, instantOfLocal, localDateAt } from '../time-zone';
import type { QuietTerms } from './quiet';

/** Where and how a customer is reminded. */
export interface LadderTerms extends QuietTerms {
  steps: ReminderStep[];
  minimumDaysBetween: number;
}

export const ladderTerms = ({ reminders }: Policy, customer: { segment: string; zone: string }): LadderTerms => ({
  steps: reminders.ladders[customer.segment] ?? reminders.ladders['*'] ?? [],
  zone: customer.zone,
  sendAtHour: reminders.sendAtHour,
  quiet: quietTimes(reminders, customer.segment),
  minimumDaysBetween: reminders.minimumDaysBetween,
});

/** When customers of a segment are left in peace; `*` also stands for somebody who is not known yet. */
export const quietTimes = ({ quiet = {} }: Policy['reminders'], segment: string): QuietTimes =>
  own(quiet, segment) ?? quiet['*'] ?? {};

/** The send hour on a local day of the customer. */
export const sendInstant = ({ zone, sendAtHour }: Pick<LadderTerms, 'zone' | 'sendAtHour'>, date: LocalDate): Instant =>
  instantOfLocal(zone, date, `${String(sendAtHour).padStart(2, '0')}:00`);

/** What a step can count from, besides the due date. */
export interface Anchors {
  previous: Instant;
  /** When the customer first heard of the invoice. */
  sent?: Instant | undefined;
  /** When the customer last answered. */
  answered?: Instant | undefined;
}

/**
 * When a step is due. Whole days count from the due date, or from the local day of what the step counts from, and end at
 * the send hour; shorter durations count exactly.
 */
export function stepInstant(terms: LadderTerms, index: number, dueDate: LocalDate, anchors: Anchors): Instant | null {
  const step = terms.steps[index];
  if (!step) return null;
  if (step.from !== 'due') return afterInstant(terms, step.after, anchorOf(step.from, anchors));
  return step.after.includes('T')
    ? addElapsed(sendInstant(terms, dueDate), Duration.fromISO(step.after).toMillis())
    : sendInstant(terms, addDaysToDate(dueDate, Duration.fromISO(step.after).days));
}

/** So long after an instant: whole days end at the send hour of the customer's day, shorter durations count exactly. */
export function afterInstant(terms: Pick<LadderTerms, 'zone' | 'sendAtHour'>, after: string, from: Instant): Instant {
  const duration = Duration.fromISO(after);
  if (after.includes('T')) return addElapsed(from, duration.toMillis());
  return sendInstant(terms, addDaysToDate(localDateAt(terms.zone, from), duration.days));
}

function anchorOf(from: 'previous' | 'sent' | 'answered', { previous, sent, answered }: Anchors): Instant {
  if (from === 'sent') return sent ?? previous;
  return from === 'answered' && answered !== undefined && answered > previous ? answered : previous;
}

/** The step after one that was sent: never two at once after an outage, but so many days apart. */
export function instantAfterSending(
  terms: LadderTerms,
  nextIndex: number,
  dueDate: LocalDate,
  anchors: Anchors,
): Instant | null {
  const planned = stepInstant(terms, nextIndex, dueDate, anchors);
  if (planned === null || terms.steps[nextIndex]?.from === 'previous') return planned;
  const apart = sendInstant(terms, addDaysToDate(localDateAt(terms.zone, anchors.previous), terms.minimumDaysBetween));
  return planned > apart ? planned : apart;
}

/**
 * Where the ladder begins for an invoice that becomes known now: at its latest step that is already due, for what lies
 * before that one is superseded by it; else at the first step to come.
 */
export function firstStep(terms: LadderTerms, dueDate: LocalDate, now: Instant): { index: number; at: Instant | null } {
  let start = { index: 0, at: stepInstant(terms, 0, dueDate, { previous: now }) };
  for (let index = 1; index < terms.steps.length; index += 1) {
    if (terms.steps[index]?.from !== 'due') break;
    const at = stepInstant(terms, index, dueDate, { previous: now });
    if (at === null || at > now) break;
    start = { index, at };
  }
  return start;
}

export const daysLater = (terms: Pick<LadderTerms, 'zone' | 'sendAtHour'>, now: Instant, days: number): Instant =>
  days === 0 ? now : sendInstant(terms, addDaysToDate(localDateAt(terms.zone, now), days));
