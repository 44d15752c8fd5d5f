import type { Category, ClockName, Language, ProposalKind, Urgency } from '../contracts/vocabulary';
import type { ClockDays } from '../contracts/inquiry';
import type { LocalDate } from '../contracts/ids';
import type { Calendar, Weekday } from './calendar';

/**
 * The rules that differ between finance departments, as data. A case is pinned to the version it was opened under:
 * targets, ladders, approval stages and windows come from here; people and limits are always current (invariant I8).
 */
export interface Policy {
  version: string;
  /** SHA-256 of the canonical content; the actor of what the policy did by itself is `policy:<hash>`. */
  hash: string;
  classification: {
    /** Below this a person decides what an inquiry is about. */
    confidenceThreshold: number;
  };
  calendars: Record<string, Calendar>;
  /** Which calendar a legal entity works by; fixed by entity, never by the assignee. */
  calendarOf: Record<string, string>;
  teams: Record<string, TeamPolicy>;
  routing: Record<Category, CategoryRoute>;
  serviceLevels: ServiceLevelRule[];
  /** Share of the target, in the target's own time, at which a warning is given. */
  warnAt: number;
  escalation: { afterWarning: boolean; levels: EscalationLevel[] };
  /** Kinds that came later are missing in policies from before, and cannot be proposed under them. */
  approvals: Record<'credit_note' | 'payment_allocation', ApprovalPolicy> &
    Partial<Record<ProposalKind, ApprovalPolicy>>;
  /** Policy currency per unit of the named currency, as a decimal string, and the day it was stated. */
  rates: { currency: string; asOf: string; perUnit: Record<string, string> };
  /** Pairs of duties that one person may not hold together. */
  conflicts: [string, string][];
  windows: {
    /** Business days that a customer has to confirm a resolution. */
    confirmationBusinessDays: number;
    /** Calendar days after closing in which a case can be reopened. */
    reopenDays: number;
    /** Days for which a case can be put out of its owner's queue at most; 90 where a policy does not say. */
    longestSnoozeDays?: number;
  };
  /** Clocks that regulators set, beside those of the desk; absent when there are none. */
  regulatory?: RegulatoryPolicy;
  /** Customers are asked to rate cases that a person or they themselves have closed; without it nobody is. */
  csat?: {
    /** Working time after the closing. */
    afterMinutes: number;
  };
  reminders: {
    /** By customer segment; `*` is for everybody else. */
    ladders: Record<string, ReminderStep[]>;
    /** After an outage a step that is overdue goes out at once; the next one at the earliest so many days later. */
    minimumDaysBetween: number;
    /** Days that a click on the acknowledgement link without a date puts the ladder off. */
    acknowledgedWithoutDateDays: number;
    /** Days after a promised date in which a payment still keeps the promise. */
    promiseToleranceDays: number;
    /** Local hour of the customer at which reminders go out. */
    sendAtHour: number;
    contactBudget: { messages: number; perDays: number };
    /** When customers are left in peace, by segment; `*` is for everybody else. Nobody is when it is absent. */
    quiet?: Record<string, QuietTimes>;
    /** Days that an answer of the customer puts the steps off that it is about; none when absent. */
    answeredDays?: number;
    /** What reminds of a question that the customer does not answer; nothing does when absent. */
    questions?: QuestionLadder;
    /** Whether mails carry the picture that tells of opening them, where the customer allows it; they do when absent. */
    openTracking?: boolean;
  };
}

/** Packs as data, and for which cases they are switched on: the first rule that names a pack and fits switches it on. */
export interface RegulatoryPolicy {
  packs: Record<string, RegulatoryPack>;
  applies: RegulatoryRule[];
}

export interface RegulatoryRule {
  pack: string;
  legalEntities: string[];
  categories: (Category | '*')[];
  /** Segments of the customer master; `*` is for every customer, and for somebody who is not known yet. */
  segments: string[];
  /** A calendar of the policy: its zone says when a day ends, its days are the business or banking days. */
  calendar: string;
}

/** What one text of law or rules demands; `policies/regulatory-packs.yaml` has those that ship with the desk. */
export interface RegulatoryPack {
  title: string;
  source: string;
  /** What can be recorded for a case, by name. */
  events: Record<string, RegulatoryEvent>;
  clocks: Record<string, RegulatoryClock>;
}

export interface RegulatoryEvent {
  text: string;
  /** It lengthens this clock only when it happened before the clock was due. */
  before?: string;
}

export interface RegulatoryClock {
  /** The article that sets it. */
  source: string;
  text: string;
  /** `receipt` of the inquiry or events of the pack: the first of the list that is known. */
  starts: string[];
  /** The event starts it only within so many calendar days of the first of these that is known. */
  within?: { days: number; of: string[] };
  /** `close_of_business` ends with the last shift of the day, `end_of_day` at midnight. */
  until: ClockDays['until'];
  /** The first whose events have all happened counts; the last one needs none. */
  terms: { when: string[]; days: number; unit: ClockDays['unit']; warnAfter: number }[];
  /** `first_response`, `resolution` or events of the pack, whichever comes first. */
  stops: string[];
}

export interface TeamPolicy {
  name: string;
  email: string;
  /** Person id of the lead; null while nobody leads the team. */
  lead: string | null;
  manager: string | null;
  director: string | null;
}

/** Where cases of a category go. The first exception whose conditions all hold counts; what it leaves out stays. */
export interface CategoryRoute {
  team: string;
  skill: string | null;
  exceptions?: RoutingException[] | undefined;
}

export interface RoutingException {
  when: {
    segment?: string | undefined;
    urgency?: Urgency | undefined;
    language?: Language | undefined;
    legalEntity?: string | undefined;
  };
  team?: string | undefined;
  skill?: string | null | undefined;
}

export interface ServiceLevelRule {
  category: Category | '*';
  urgency: Urgency | '*';
  clock: ClockName;
  minutes: number;
  /** `elapsed` counts every minute; `business` counts by the calendar of the legal entity. */
  time: 'elapsed' | 'business';
}

export interface EscalationLevel {
  level: 1 | 2 | 3;
  /** Minutes after the breach, in elapsed time. */
  afterBreachMinutes: number;
  notify: ('owner' | 'lead' | 'manager' | 'director')[];
}

export interface ApprovalPolicy {
  /** The first band that the counted amount does not exceed names the stages. */
  bands: ApprovalBand[];
  /** One stage after the other, unless `parallel`: then all wait at once, and any may be decided first. */
  order?: 'sequential' | 'parallel';
  expiresAfterDays: number;
  /** Days after which approvers of the stages that still wait are reminded, once for each version. */
  remindAfterDays?: number;
  /** Duties whose holder prepares and approves this kind. */
  prepareDuty: string;
  approveDuty: string;
}

export interface ApprovalBand {
  /** Minor units of the policy's currency, inclusive; null for everything above the bands before. */
  upTo: number | null;
  stages: { name: string; title: string; quorum: number }[];
}

/** On the clock and calendar of the customer. What falls into it waits for the first instant that does not. */
export interface QuietTimes {
  /** From one time of day to another, `HH:MM`, over midnight when it ends earlier than it begins. */
  hours?: { from: string; to: string };
  days?: Weekday[];
  dates?: LocalDate[];
}

/** Durations as in `ReminderStep`, counted from when the question was asked; at the end whoever asked it is told. */
export interface QuestionLadder {
  steps: { name: string; after: string }[];
  escalateAfter: string;
}

export interface ReminderStep {
  name: string;
  /** The first contact sends the invoice itself, the others remind of it. */
  purpose: 'invoice' | 'reminder';
  /**
   * Counted from the due date, from the step before, from the first message about the invoice, or from the customer's last
   * answer (from the step before while they have given none since).
   */
  from: 'due' | 'previous' | 'sent' | 'answered';
  /** ISO 8601 duration, negative before the due date: `P3D`, `-P7D`, `PT10S`. Whole days end at the customer's send hour. */
  after: string;
}
