import type { Category, Channel, Language, Urgency } from '../../contracts/vocabulary';
import { isBusinessDay } from '../../domain/calendar';
import {
  dayInMilliseconds,
  hourInMilliseconds,
  instantToMilliseconds,
  millisecondsToInstant,
} from '../../domain/instant';
import type { Policy } from '../../domain/policy';
import { dayToDate, offsetAt } from '../../domain/time-zone';
import type { Chance } from './chance';

/** One inquiry of the year, before anybody has seen it. Durations in milliseconds; work in working hours. */
export interface Inquiry {
  receivedAt: number;
  customer: string;
  contact: string;
  legalEntity: string;
  segment: string;
  channel: Channel;
  language: Language;
  category: Category;
  urgency: Urgency;
  /** Of the rules that classify: below the threshold of the policy a person has to say what it is about. */
  confidence: number;
  /** What the rules took it for. */
  guess: Category;
  /** Working hours until a person got to giving it out. */
  manualWait: number;
  parts: Part[];
  confirmedAfter: number | null;
}

export type Part =
  | { kind: 'work'; touch: number; reply: boolean }
  | { kind: 'customer'; duration: number }
  | { kind: 'reopened'; duration: number };

export interface Customer {
  id: string;
  contact: string;
  legalEntity: string;
  segment: string;
  language: Language;
  zone: string;
}

/** Share of the inquiries, and hours that the mean one is worked on. */
const kinds: Record<Category, { share: number; hours: number }> = {
  billing_dispute: { share: 0.18, hours: 2.2 },
  billing_inquiry: { share: 0.16, hours: 0.9 },
  payment_posting: { share: 0.2, hours: 1.3 },
  payment_arrangement: { share: 0.08, hours: 1.2 },
  credit_request: { share: 0.07, hours: 2 },
  onboarding: { share: 0.05, hours: 2.5 },
  letter_of_credit: { share: 0.03, hours: 2.5 },
  debt_restructuring: { share: 0.03, hours: 3.5 },
  consideration_payable: { share: 0.03, hours: 3 },
  account_change: { share: 0.07, hours: 0.9 },
  general: { share: 0.1, hours: 0.5 },
};
const urgencies: Record<Urgency, number> = { critical: 0.02, high: 0.14, normal: 0.7, low: 0.14 };
const channels: Record<Channel, number> = { email: 0.7, portal: 0.2, api: 0.1, sms: 0, chat: 0 };

/** What the rules are not sure of waits for a person: the bottleneck of this desk. */
const unclearShare = 0.43;
const wrongGuessShare = 0.35;
/** Working hours until somebody gets to it, in the mean; longer when much comes in. */
const manualHours = 11;

const askedShare = 0.45;
const customerHours = 46;
const reopenedShare = 0.04;

/** Monday first. */
const weekdays = [1.25, 1.1, 1, 1, 0.95, 0.12, 0.08];
/** January first. */
const months = [1.08, 1, 1.06, 0.98, 0.97, 1.02, 0.94, 0.88, 1.03, 1.04, 1.05, 0.97];
/** Local hours, from midnight on. */
const hours = [1, 1, 1, 1, 1, 2, 5, 14, 40, 60, 64, 58, 40, 46, 56, 52, 44, 26, 12, 8, 6, 4, 3, 2];

/** All inquiries of a period, in the order in which they come. */
export function drawInquiries(
  chance: Chance,
  customers: readonly Customer[],
  policy: Policy,
  { from, to, count }: { from: number; to: number; count: number },
): Inquiry[] {
  const days = Array.from({ length: Math.round((to - from) / dayInMilliseconds) }, (_, index) => {
    return from + index * dayInMilliseconds;
  });
  const weights = days.map((day) => weightOfDay(day, policy));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const segments = customers.map(({ segment }) => (segment === 'key' ? 2 : 1));
  const inquiries = Array.from({ length: count }, (): Inquiry => {
    const index = chance.index(weights);
    const customer = customers[chance.index(segments)] as Customer;
    const day = days[index] ?? from;
    const local = chance.index(hours) * hourInMilliseconds + chance.between(0, hourInMilliseconds);
    // Received when it is that hour where the customer is.
    const receivedAt = Math.round(day + local - offsetAt(customer.zone, day));
    return { ...drawCase(chance, customer, (weights[index] ?? 1) / mean), receivedAt };
  });
  const within = inquiries.map((inquiry) => ({
    ...inquiry,
    receivedAt: Math.min(Math.max(inquiry.receivedAt, from), to - 1),
  }));
  return within.sort((left, right) => left.receivedAt - right.receivedAt);
}

/** Weekday and month; holidays and the end of the year are quiet, the ends of months and quarters are not. */
function weightOfDay(day: number, policy: Policy): number {
  const date = new Date(day);
  const [month, dayOfMonth] = [date.getUTCMonth(), date.getUTCDate()];
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const ends = lastDay - dayOfMonth < 3;
  const begins = dayOfMonth <= 3;
  const quarter = (ends && month % 3 === 2) || (begins && month % 3 === 0);
  const working = Object.values(policy.calendars).filter((calendar) =>
    isBusinessDay(calendar, dayToDate(Math.floor(day / dayInMilliseconds))),
  ).length;
  const weekday = (date.getUTCDay() + 6) % 7;
  const isHoliday = weekday < 5 && working < Object.keys(policy.calendars).length;
  const quiet = (month === 11 && dayOfMonth >= 24) || (month === 0 && dayOfMonth === 1);
  return (
    (weekdays[weekday] ?? 1) *
    (months[month] ?? 1) *
    (ends || begins ? 1.4 : 1) *
    (quarter ? 1.25 : 1) *
    (isHoliday ? 0.45 : 1) *
    (quiet ? 0.4 : 1)
  );
}

/** `rush` is how much more than usual comes in on that day. */
function drawCase(chance: Chance, customer: Customer, rush: number): Omit<Inquiry, 'receivedAt'> {
  const category = chance.weighted(
    Object.fromEntries(Object.entries(kinds).map(([name, { share }]) => [name, share])) as Record<Category, number>,
  );
  const unclear = chance.happens(unclearShare);
  const wrong = unclear && chance.happens(wrongGuessShare);
  const touch = chance.duration(kinds[category].hours, 0.7) * hourInMilliseconds;
  const rounded = (duration: number) => Math.max(60_000, Math.round(duration / 1_000) * 1_000);
  const parts: Part[] = [];
  if (chance.happens(askedShare)) {
    const before = chance.between(0.3, 0.7);
    const duration = rounded(Math.min(chance.duration(customerHours, 1), 24 * 14) * hourInMilliseconds);
    parts.push({ kind: 'work', touch: rounded(touch * before), reply: false }, { kind: 'customer', duration });
    parts.push({ kind: 'work', touch: rounded(touch * (1 - before)), reply: chance.happens(0.2) });
  } else {
    parts.push({ kind: 'work', touch: rounded(touch), reply: chance.happens(0.3) });
  }
  if (chance.happens(reopenedShare)) {
    parts.push({ kind: 'reopened', duration: rounded(chance.between(3, 80) * hourInMilliseconds) });
    parts.push({ kind: 'work', touch: rounded(touch * 0.4), reply: false });
  }
  return {
    customer: customer.id,
    contact: customer.contact,
    legalEntity: customer.legalEntity,
    segment: customer.segment,
    channel: chance.weighted(channels),
    language: chance.happens(0.85) ? customer.language : 'en',
    category,
    urgency: chance.weighted(urgencies),
    confidence: Number((unclear ? chance.between(0.15, 0.49) : chance.between(0.55, 0.98)).toFixed(2)),
    guess: wrong ? chance.pick((Object.keys(kinds) as Category[]).filter((name) => name !== category)) : category,
    manualWait: rounded(chance.duration(manualHours * Math.min(1.6, Math.sqrt(rush)), 0.6) * hourInMilliseconds),
    parts,
    confirmedAfter: chance.happens(0.35) ? rounded(chance.between(1, 70) * hourInMilliseconds) : null,
  };
}

/** The first of the month that lies so many months before. */
export function monthsBefore(until: string, count: number): string {
  const date = new Date(instantToMilliseconds(until));
  return millisecondsToInstant(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - count, 1));
}
