import { Duration } from 'luxon';
import type { Instant, LocalDate } from '../../contracts/ids';
import { addElapsed } from '../instant';
import type { Policy, ReminderStep } from '../policy';
import { addDaysToDate, instantOfLocal, localDateAt } from '../time-zone';

/** Where and how a customer is reminded. */
export interface LadderTerms {
  steps: ReminderStep[];
  zone: string;
  sendAtHour: number;
  minimumDaysBetween: number;
}

export const ladderTerms = ({ reminders }: Policy, customer: { segment: string; zone: string }): LadderTerms => ({
  steps: reminders.ladders[customer.segment] ?? reminders.ladders['*'] ?? [],
  zone: customer.zone,
  sendAtHour: reminders.sendAtHour,
  minimumDaysBetween: reminders.minimumDaysBetween,
});

/** The send hour on a local day of the customer. */
export const sendInstant = ({ zone, sendAtHour }: LadderTerms, date: LocalDate): Instant =>
  instantOfLocal(zone, date, `${String(sendAtHour).padStart(2, '0')}:00`);

/**
 * When a step is due. Whole days count from the due date, or from the local day of the step before, and end at the send
 * hour; shorter durations count exactly.
 */
export function stepInstant(terms: LadderTerms, index: number, dueDate: LocalDate, previous: Instant): Instant | null {
  const step = terms.steps[index];
  if (!step) return null;
  const after = Duration.fromISO(step.after);
  if (step.after.includes('T')) {
    const from = step.from === 'due' ? sendInstant(terms, dueDate) : previous;
    return addElapsed(from, after.toMillis());
  }
  const from = step.from === 'due' ? dueDate : localDateAt(terms.zone, previous);
  return sendInstant(terms, addDaysToDate(from, after.days));
}

/** The step after one that was sent: never two at once after an outage, but so many days apart. */
export function instantAfterSending(
  terms: LadderTerms,
  nextIndex: number,
  dueDate: LocalDate,
  sentAt: Instant,
): Instant | null {
  const planned = stepInstant(terms, nextIndex, dueDate, sentAt);
  if (planned === null || terms.steps[nextIndex]?.from === 'previous') return planned;
  const apart = sendInstant(terms, addDaysToDate(localDateAt(terms.zone, sentAt), terms.minimumDaysBetween));
  return planned > apart ? planned : apart;
}

/**
 * Where the ladder begins for an invoice that becomes known now: at its latest step that is already due, for what lies
 * before that one is superseded by it; else at the first step to come.
 */
export function firstStep(terms: LadderTerms, dueDate: LocalDate, now: Instant): { index: number; at: Instant | null } {
  let start = { index: 0, at: stepInstant(terms, 0, dueDate, now) };
  for (let index = 1; index < terms.steps.length; index += 1) {
    if (terms.steps[index]?.from === 'previous') break;
    const at = stepInstant(terms, index, dueDate, now);
    if (at === null || at > now) break;
    start = { index, at };
  }
  return start;
}

export const daysLater = (terms: LadderTerms, now: Instant, days: number): Instant =>
  days === 0 ? now : sendInstant(terms, addDaysToDate(localDateAt(terms.zone, now), days));
