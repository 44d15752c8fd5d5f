import { DateTime } from 'luxon';
import { errorTable } from '../../contracts/errors';
import type { Instant, InvoiceId } from '../../contracts/ids';
import type {
  FollowUpCommand,
  FollowUpCommandData,
  FollowUpCommandType,
  FollowUpEvent,
} from '../../contracts/follow-up';
import { followUpUpdates, type Actor } from '../../contracts/messages';
import { messageStatuses, stopReasons } from '../../contracts/vocabulary';
import type { Directory } from '../../domain/directory';
import { decideFollowUp, followUpWakeAt } from '../../domain/follow-up/decide';
import type { FollowUpContext } from '../../domain/follow-up/draft';
import { evolve } from '../../domain/follow-up/evolve';
import { initialFollowUp, type FollowUpState } from '../../domain/follow-up/state';
import type { Occurrence } from '../../domain/inquiry/state';
import { addElapsed, dayInMilliseconds } from '../../domain/instant';
import type { Weekday } from '../../domain/calendar';
import type { Policy, QuestionLadder, QuietTimes, ReminderStep } from '../../domain/policy';
import { check, Choices, deepFreeze, sameValue, type Tally } from './inquiry-choices';
import { policyNumber } from './inquiry-world';

const beginning = '2026-03-20T08:00:00.000Z';
const currency = 'USD';
const usd = (minor: number) => ({ minor, currency });

const step = (name: string, from: ReminderStep['from'], after: string): ReminderStep => ({
  name,
  purpose: name === 'copy' ? 'invoice' : 'reminder',
  from,
  after,
});
const ladders: ReminderStep[][] = [
  [
    step('copy', 'due', '-P7D'),
    step('first', 'due', 'P3D'),
    step('second', 'due', 'P10D'),
    step('final', 'due', 'P20D'),
  ],
  [step('first', 'due', 'P1D'), step('second', 'previous', 'P5D'), step('final', 'previous', 'P5D')],
  [step('copy', 'due', '-P2D'), step('first', 'due', 'PT36H'), step('final', 'due', 'P4D')],
  [step('only', 'due', 'P0D')],
  [step('copy', 'due', '-P2D'), step('first', 'sent', 'P10D'), step('final', 'answered', 'P6D')],
];

/** Ladders above send at 0, 9 and 23 o'clock: whatever is quiet, reminders find another time. */
const quietTimes: QuietTimes[] = [
  { hours: { from: '20:00', to: '08:00' } },
  { hours: { from: '08:30', to: '11:00' }, days: ['saturday', 'sunday'] },
  { days: ['sunday'], dates: ['2026-03-30', '2026-03-31', '2026-04-01'] },
  { hours: { from: '00:00', to: '02:30' }, days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] },
];
const questions: QuestionLadder = {
  steps: [
    { name: 'question-1', after: 'P3D' },
    { name: 'question-2', after: 'P7D' },
  ],
  escalateAfter: 'P10D',
};

const directory: Directory = {
  people: Object.fromEntries(
    ['lead', 'gone', 'auditor'].map((id) => [
      id,
      {
        id,
        person: id,
        titles: [],
        roles: id === 'auditor' ? ['auditor'] : ['team_lead', 'agent'],
        duties: [],
        teams: ['collections'],
        skills: [],
        languages: ['en'],
        limits: {},
        capacity: 5,
        active: id !== 'gone',
        absentUntil: null,
      },
    ]),
  ),
  delegations: [],
};

interface Book {
  customer: string;
  legalEntity: string;
  dueDate: string;
  open: { minor: number; currency: string };
}

interface KnownPromise {
  invoice: InvoiceId;
  amount: number;
  kept: number;
  judgeAt: Instant;
}

/** One customer's follow-up, with books that move under it; everything that must not be asked for is known here by itself. */
export class FollowUpGame {
  private readonly policy: Policy;
  private readonly customer: FollowUpContext['customer'];
  private readonly books: Record<InvoiceId, Book> = {};
  private readonly journal: Occurrence<FollowUpEvent>[] = [];
  private readonly told: string[] = [];
  private readonly holds = new Map<string, { invoice: InvoiceId; amount: number | null }>();
  private readonly promises = new Map<string, KnownPromise>();
  private readonly contacts = new Map<string, Instant>();
  private readonly sent = new Map<
    string,
    { message: string; invoice: InvoiceId; step: string; at: Instant; hurried: boolean }[]
  >();
  private readonly cancelled = new Set<string>();
  /** Invoices of which collections know that nobody can be written to. */
  private readonly unreachable = new Set<InvoiceId>();
  /** Invoices whose ladder was moved on by a broken promise or a date that the customer gave. */
  private readonly hurried = new Set<InvoiceId>();
  /** Questions that wait for an answer, with the steps that were sent. */
  private readonly asked = new Map<string, { steps: string[] }>();
  private stopped = false;
  /** The invoice of the promise that was judged last, when it was cancelled. */
  private cancelledPromise: InvoiceId | null = null;
  private state: FollowUpState = initialFollowUp('C-1');
  private now = beginning;

  constructor(
    worldNumber: number,
    private readonly tally: Tally,
  ) {
    const choices = new Choices(worldNumber);
    this.policy = {
      ...policyNumber(0),
      reminders: {
        ladders: { '*': choices.one(ladders), retail: choices.one(ladders) },
        minimumDaysBetween: choices.one([1, 3, 3, 4]),
        acknowledgedWithoutDateDays: choices.one([1, 5]),
        promiseToleranceDays: choices.one([0, 2]),
        sendAtHour: choices.one([0, 9, 23]),
        contactBudget: { messages: choices.one([1, 2, 3]), perDays: choices.one([1, 3, 7]) },
        ...choices.one<Partial<Policy['reminders']>>([{}, { quiet: { '*': choices.one(quietTimes) } }]),
        ...choices.one<Partial<Policy['reminders']>>([{}, { answeredDays: choices.one([0, 2, 6]) }]),
        ...choices.one<Partial<Policy['reminders']>>([{}, { questions }, { questions }]),
      },
    };
    this.customer = {
      id: 'C-1',
      zone: choices.one(['Europe/London', 'America/New_York', 'Asia/Tokyo']),
      segment: choices.one(['retail', 'wholesale']),
      contact: choices.percent(95) ? 'contact-1' : null,
    };
    for (const invoice of ['I-1', 'I-2', 'I-3', 'I-9']) {
      this.books[invoice] = {
        customer: invoice === 'I-9' ? 'C-9' : 'C-1',
        legalEntity: 'halden-uk',
        dueDate: addElapsed(beginning, (choices.below(40) - 20) * dayInMilliseconds).slice(0, 10),
        open: usd(choices.one([100, 22_400_00, 5_000_00])),
      };
    }
  }

  play(moves: readonly number[]): void {
    try {
      this.perform('track', integration, { invoice: 'I-1' });
      for (const move of moves) this.step(new Choices(move));
      this.finish();
    } catch (error) {
      if (error instanceof Error) {
        const { reminders } = this.policy;
        error.message += `\n${[...this.told, `at ${this.now}`, JSON.stringify({ reminders, books: this.books })].join('\n')}`;
      }
      throw error;
    }
  }

  private step(choices: Choices): void {
    this.passTime(choices);
    if (choices.percent(15)) this.pay(choices);
    const due = followUpWakeAt(this.state);
    if (due !== null && due <= this.now) {
      this.perform('deadlinesDue', { kind: 'timer', id: due }, {});
      const next = followUpWakeAt(this.state);
      check(next === null || next > this.now, () => `the next instant ${next} is not after ${this.now}`);
    }
    const waits = Object.values(this.state.invoices).some(({ waitsFor }) => typeof waitsFor === 'string');
    const takenBack = waits && choices.percent(40) ? 'cancelPromise' : choices.one(usual);
    const type = this.stopped && choices.percent(25) ? 'resume' : takenBack;
    const actor = (followUpUpdates as readonly string[]).includes(type) ? this.actor(choices) : integration;
    this.perform(type, actor, this.makers[type](choices));
  }

  private passTime(choices: Choices): void {
    const due = followUpWakeAt(this.state);
    const kind = choices.below(100);
    if (due !== null && due > this.now && kind < 45) this.now = due;
    else if (due !== null && addElapsed(due, -1) > this.now && kind < 50) this.now = addElapsed(due, -1);
    else if (kind < 75) this.now = addElapsed(this.now, choices.below(30 * 60_000));
    else if (kind < 95) this.now = addElapsed(this.now, choices.below(2 * dayInMilliseconds));
    // The desk was down.
    else this.now = addElapsed(this.now, choices.below(40 * dayInMilliseconds));
  }

  /** The books move first; the follow-up hears of it later, if at all. */
  private pay(choices: Choices): void {
    const invoice = choices.one(['I-1', 'I-1', 'I-2', 'I-3']);
    const book = this.books[invoice];
    if (!book || book.open.minor === 0) return;
    const paid = choices.percent(30) ? book.open.minor : 1 + choices.below(book.open.minor);
    this.books[invoice] = { ...book, open: usd(book.open.minor - paid) };
    let left = paid;
    for (const promise of this.promisesOn(invoice)) {
      const kept = Math.min(left, promise.amount - promise.kept);
      promise.kept += kept;
      left -= kept;
    }
    this.told.push(`${this.now} ${paid} is paid on ${invoice}`);
  }

  private promisesOn(invoice: InvoiceId): KnownPromise[] {
    return [...this.promises.values()]
      .filter((promise) => promise.invoice === invoice)
      .sort((left, right) => (left.judgeAt < right.judgeAt ? -1 : left.judgeAt > right.judgeAt ? 1 : 0));
  }

  /** What may be asked for, by the commands that were accepted and the books. */
  private mayAsk(invoice: InvoiceId): number {
    let rest = this.books[invoice]?.open.minor ?? 0;
    for (const hold of this.holds.values()) {
      if (hold.invoice !== invoice) continue;
      if (hold.amount === null) return 0;
      rest -= hold.amount;
    }
    for (const { amount, kept, judgeAt } of this.promisesOn(invoice)) if (this.now < judgeAt) rest -= amount - kept;
    return this.stopped ? 0 : Math.max(0, rest);
  }

  private perform<Type extends FollowUpCommandType>(type: Type, actor: Actor, data: FollowUpCommandData[Type]): void {
    const command = { id: `c-${this.journal.length}`, type, actor, data } as FollowUpCommand;
    const context = { now: this.now, policy: this.policy, directory, customer: this.customer, invoices: this.books };
    const before = this.state;
    const decision = decideFollowUp(before, command, context);
    const outcome = 'refusal' in decision ? decision.refusal.code : decision.events.map(describe).join(', ');
    this.told.push(`${this.now} ${type} ${actor.id} ${JSON.stringify(data)} → ${outcome || 'nothing'}`);
    if ('refusal' in decision) {
      check(!('events' in decision), () => 'a refusal with events');
      check(Object.hasOwn(errorTable, decision.refusal.code), () => `${decision.refusal.code} is in no table`);
      this.tally.note(`refused: ${decision.refusal.code}`);
      return;
    }
    check(actor.id !== 'gone' && actor.id !== 'auditor', () => `${actor.id} may not do this`);
    this.accepted(command);
    if (type === 'deadlinesDue') this.decidedOnce(before, decision.events);
    this.oneMessage(decision.events);
    for (const event of decision.events) this.record(event, actor);
    deepFreeze(this.state);
    const { invoices, promises, questions: asked = {} } = this.state;
    const done = [invoices, promises, asked].every((all) => Object.keys(all).length === 0);
    check(!this.state.ended || done, () => 'ended with something to do');
  }

  private record(event: FollowUpEvent, actor: Actor): void {
    const entry = { sequence: this.journal.length + 1, occurredAt: this.now, actor, event };
    this.state = evolve(this.state, entry);
    this.journal.push(entry);
    check(this.state.sequence === entry.sequence, () => `sequence ${this.state.sequence} after row ${entry.sequence}`);
    this.watch(event);
  }

  private accepted({ type, data }: FollowUpCommand): void {
    if (type === 'hold' && this.isOpen(data.invoice)) {
      this.holds.set(`${data.invoice}/${data.hold}`, { invoice: data.invoice, amount: data.amount?.minor ?? null });
    }
    if (type === 'release') this.holds.delete(`${data.invoice}/${data.hold}`);
    if (type === 'stop') this.stopped = true;
    if (type === 'resume') this.stopped = false;
    if (type === 'acknowledge' && data.date !== null) {
      for (const invoice of this.state.messages[data.message]?.invoices ?? []) this.hurried.add(invoice);
    }
  }

  private isOpen(invoice: InvoiceId): boolean {
    const book = this.books[invoice];
    return book?.customer === 'C-1' && (book.open.minor > 0 || Object.hasOwn(this.state.invoices, invoice));
  }

  /** Every step that is due is decided once, with a reason that is true; nothing else is decided. */
  private decidedOnce(before: FollowUpState, events: readonly FollowUpEvent[]): void {
    const hurried = events.flatMap((event) =>
      event.type === 'promise_judged' && event.result !== 'kept'
        ? before.promises.filter(({ id }) => id === event.promise).map(({ invoice }) => invoice)
        : [],
    );
    for (const invoice of hurried) this.hurried.add(invoice);
    for (const [invoice, { nextAt }] of Object.entries(before.invoices)) {
      const due = nextAt !== null && (nextAt <= this.now || hurried.includes(invoice));
      const decided = events.filter((event) => event.type === 'reminder_decided' && event.invoice === invoice);
      check(decided.length === (due ? 1 : 0), () => `${decided.length} decisions on ${invoice}, due: ${due}`);
    }
    for (const [inquiry, { nextAt }] of Object.entries(before.questions ?? {})) {
      const decided = events.filter((event) => event.type === 'question_decided' && event.inquiry === inquiry);
      const due = nextAt <= this.now;
      check(decided.length === (due ? 1 : 0), () => `${decided.length} decisions on ${inquiry}, due: ${due}`);
    }
  }

  private oneMessage(events: readonly FollowUpEvent[]): void {
    const messages = events.flatMap((event) =>
      event.type === 'message_queued' && 'customer' in event.recipient && event.purpose !== 'arrangement_offer'
        ? [event]
        : [],
    );
    check(messages.length <= 1, () => 'two messages at once');
    const sends = events.flatMap((event) =>
      event.type === 'reminder_decided' && event.decision === 'send'
        ? [{ invoice: event.invoice, amount: event.amount, step: event.step }]
        : [],
    );
    check(sameValue(messages[0]?.items ?? [], sends), () => 'the message does not say what was decided');
    const reminded = events.flatMap((event) =>
      event.type === 'question_decided' && event.decision === 'send' ? [event.inquiry] : [],
    );
    const inMessage = messages[0]?.questions?.map(({ inquiry }) => inquiry) ?? [];
    check(sameValue(inMessage, reminded), () => 'the message does not ask what was decided');
    if (sends.length > 1) this.tally.note('one message for several invoices');
    const alerts = events.filter((event) => event.type === 'message_queued' && event.purpose === 'alert');
    const handed = events.some((event) => event.type === 'handed_to_collections');
    const cameBack = events.some((event) => event.type === 'message_status_changed' && event.bounce?.kind === 'hard');
    const unreachable = events.filter((event) => this.isUnreachableAnew(event)).length > 0;
    check(
      alerts.length === (handed || unreachable ? 1 : 0) || (cameBack && alerts.length === 1),
      () => 'collections are told once, of what is handed to them and of whom nobody can write to',
    );
  }

  /** Whether nobody can be written to about an invoice, for the first time since somebody was. */
  private isUnreachableAnew(event: FollowUpEvent): boolean {
    if (event.type === 'invoice_settled') this.unreachable.delete(event.invoice);
    if (event.type !== 'reminder_decided') return false;
    const known = this.unreachable.has(event.invoice);
    if (event.decision === 'send') this.unreachable.delete(event.invoice);
    if (event.reason !== 'no_recipient') return false;
    this.unreachable.add(event.invoice);
    return !known;
  }

  private watch(event: FollowUpEvent): void {
    switch (event.type) {
      case 'invoice_tracked':
        check(this.books[event.invoice]?.customer === 'C-1', () => `${event.invoice} is of another customer`);
        break;
      case 'promise_made':
        this.promises.set(event.promise, {
          invoice: event.invoice,
          amount: event.amount.minor,
          kept: 0,
          judgeAt: event.judgeAt,
        });
        break;
      case 'promise_judged':
        this.judged(event);
        break;
      case 'reminder_decided':
        this.reasoned(event);
        break;
      case 'question_awaited':
        this.asked.set(event.inquiry, { steps: [] });
        break;
      case 'question_closed':
        this.asked.delete(event.inquiry);
        break;
      case 'question_decided':
        this.reasonedOnQuestion(event);
        break;
      case 'message_queued':
        if ('customer' in event.recipient) this.contacted(event);
        break;
      case 'message_status_changed':
        if (event.status === 'cancelled') {
          this.undo(event.message);
          this.contacts.delete(event.message);
        }
        break;
      default:
    }
    if (!['reminder_decided', 'question_decided', 'promise_judged'].includes(event.type)) this.tally.note(event.type);
  }

  private judged({ promise, result, paid }: Extract<FollowUpEvent, { type: 'promise_judged' }>): void {
    const known = this.promises.get(promise);
    check(known !== undefined, () => `${promise} was judged before`);
    this.promises.delete(promise);
    this.tally.note(`promise ${result}`);
    this.cancelledPromise = result === 'cancelled' ? known.invoice : null;
    if (result === 'cancelled') return;
    check(known.judgeAt <= this.now || result === 'kept', () => `${promise} was judged too early`);
    check(paid.minor === known.kept, () => `${known.kept} was paid on ${promise}, not ${paid.minor}`);
    const deserved = known.kept === known.amount ? 'kept' : known.kept === 0 ? 'broken' : 'partially_kept';
    check(result === deserved, () => `${promise} was ${deserved}, not ${result}`);
  }

  private reasoned(event: Extract<FollowUpEvent, { type: 'reminder_decided' }>): void {
    const { invoice, decision, reason, amount, nextAt } = event;
    this.tally.note(`${decision}: ${reason}`);
    const open = this.books[invoice]?.open.minor ?? 0;
    const unpaid = open > 0 && !this.stopped;
    const isTrue: Record<typeof reason, () => boolean> = {
      open_balance: () => decision === 'send' && amount !== null && amount.minor > 0,
      settled: () => decision === 'skip' && open === 0,
      unsubscribed: () => false,
      stopped: () => this.stopped && open > 0,
      no_recipient: () => this.customer.contact === null,
      contact_budget: () => unpaid && this.contactsThatCount() >= this.policy.reminders.contactBudget.messages,
      promised: () => unpaid && this.promisesOn(invoice).length > 0 && this.mayAsk(invoice) === 0,
      fully_held: () => unpaid && this.mayAsk(invoice) === 0,
      promise_cancelled: () => decision === 'postpone' && this.cancelledPromise === invoice,
      superseded: () => decision === 'postpone',
      quiet_hours: () => unpaid && this.isQuiet(this.now) && nextAt !== null && !this.isQuiet(nextAt),
      bounced: () => decision === 'postpone' && this.comesBackOnce(event.retries),
    };
    check(isTrue[reason](), () => `${decision} of ${invoice} because of ${reason} is not true`);
    const later =
      reason === 'superseded' || reason === 'bounced' ? nextAt === this.now : nextAt !== null && nextAt > this.now;
    check(decision !== 'postpone' || later, () => `${invoice} is put off to ${nextAt}`);
  }

  /** A person made the offer, at their own hour and whatever the budget says; it counts towards the budget all the same. */
  private offered({ message, items }: Extract<FollowUpEvent, { type: 'message_queued' }>): void {
    this.contacts.set(message, this.now);
    const promised = this.state.promises;
    for (const { invoice } of items) {
      const parts = [...items, ...promised].filter((part) => part.invoice === invoice);
      const sum = parts.reduce((total, { amount }) => total + amount.minor, 0);
      const open = this.books[invoice]?.open.minor ?? 0;
      check(sum <= open, () => `${sum} of ${invoice} is promised or to be, where ${open} is open`);
    }
  }

  private contacted(event: Extract<FollowUpEvent, { type: 'message_queued' }>): void {
    const { message, items, recipient, purpose } = event;
    check('customer' in recipient && recipient.customer === 'C-1', () => 'a message to somebody else');
    check(this.customer.contact !== null, () => 'a message to nobody');
    check(!this.stopped, () => 'a message in spite of a stop');
    if (purpose === 'arrangement_offer') return this.offered(event);
    check(!this.isQuiet(this.now), () => 'a message in quiet hours');
    const { messages } = this.policy.reminders.contactBudget;
    check(this.contactsThatCount() < messages, () => `more than ${messages} messages`);
    this.contacts.set(message, this.now);
    check(!this.sent.has(message), () => `${message} twice`);
    for (const { invoice, amount, step: name } of items) {
      const most = this.mayAsk(invoice);
      check(amount.minor === most, () => `${amount.minor} is asked for on ${invoice}, where ${most} may be`);
      check(amount.minor > 0, () => 'a reminder of nothing');
      const earlier = [...this.sent.values()].flat().filter((item) => item.invoice === invoice && this.stands(item));
      check(!earlier.some((item) => item.step === name), () => `${name} of ${invoice} is sent twice`);
      const last = earlier.at(-1);
      const longAgo = addElapsed(this.now, -(this.policy.reminders.minimumDaysBetween + 2) * dayInMilliseconds);
      if (last && last.at > longAgo && !this.hurried.has(invoice)) {
        const apart = this.localDay(this.now).diff(this.localDay(last.at), 'days').days;
        const { minimumDaysBetween } = this.policy.reminders;
        check(apart >= minimumDaysBetween, () => `${invoice} is reminded after ${apart} days`);
      }
    }
    this.sent.set(
      message,
      items.map(({ invoice, step: name }) => {
        const hurried = this.hurried.delete(invoice);
        return { message, invoice, step: name, at: this.now, hurried };
      }),
    );
  }

  /** Each step of a question once, none after its end, and whoever asked is told once. */
  private reasonedOnQuestion(event: Extract<FollowUpEvent, { type: 'question_decided' }>): void {
    const { inquiry, decision, reason, step, nextAt } = event;
    this.tally.note(`question: ${decision}, ${reason}`);
    const question = this.asked.get(inquiry);
    check(question !== undefined, () => `${inquiry} waits for nothing`);
    if (decision === 'escalate') {
      check(nextAt === null, () => `${inquiry} goes on after its end`);
      this.asked.delete(inquiry);
    } else if (decision === 'send') {
      check(!question.steps.includes(step), () => `${step} of ${inquiry} is sent twice`);
      question.steps.push(step);
    } else if (reason === 'superseded' || reason === 'bounced') {
      check(question.steps.pop() === step, () => `${step} of ${inquiry} was not the last`);
    }
    check(reason !== 'quiet_hours' || this.isQuiet(this.now), () => 'nothing is quiet now');
    check(reason !== 'stopped' || this.stopped, () => 'nothing is stopped');
  }

  /** What never arrived is tried with somebody else, and that once. */
  private comesBackOnce(message: string | undefined): boolean {
    if (message === undefined || this.state.messages[message]?.retries !== undefined) return false;
    if (!this.cancelled.has(message)) this.undo(message);
    return true;
  }

  /** What was superseded was not sent. */
  private undo(message: string): void {
    this.cancelled.add(message);
    for (const { invoice, hurried } of this.sent.get(message) ?? []) if (hurried) this.hurried.add(invoice);
  }

  private stands({ message }: { message: string }): boolean {
    return !this.cancelled.has(message);
  }

  private contactsThatCount(): number {
    const { perDays } = this.policy.reminders.contactBudget;
    const hour = this.policy.reminders.sendAtHour;
    const longAgo = addElapsed(this.now, -(perDays + 2) * dayInMilliseconds);
    const lately = [...this.contacts.values()].filter((at) => at > longAgo);
    return lately.filter((at) => {
      const free = this.localDay(at).plus({ days: perDays }).set({ hour });
      return Date.parse(this.now) < free.toMillis();
    }).length;
  }

  /** By the wall clock of the customer, minute for minute. */
  private isQuiet(instant: Instant): boolean {
    const { hours, days = [], dates = [] } = this.policy.reminders.quiet?.['*'] ?? {};
    const wall = DateTime.fromISO(instant, { zone: this.customer.zone });
    if (
      dates.includes(wall.toISODate() ?? '') ||
      days.includes(wall.setLocale('en').toFormat('cccc').toLowerCase() as Weekday)
    )
      return true;
    if (!hours) return false;
    const time = wall.toFormat('HH:mm');
    return hours.to < hours.from ? time >= hours.from || time < hours.to : time >= hours.from && time < hours.to;
  }

  private localDay(instant: Instant): DateTime {
    return DateTime.fromISO(instant, { zone: this.customer.zone }).startOf('day');
  }

  private finish(): void {
    const again = (entries: readonly Occurrence<FollowUpEvent>[]): FollowUpState =>
      entries.reduce((folded, entry) => evolve(folded, entry), initialFollowUp('C-1'));
    check(sameValue(again(this.journal), this.state), () => 'the journal replayed gives another state');
    const stored = JSON.parse(JSON.stringify(this.journal)) as Occurrence<FollowUpEvent>[];
    check(sameValue(again(stored), this.state), () => 'the journal read back gives another state');
    check(sameValue(JSON.parse(JSON.stringify(this.state)), this.state), () => 'the state is not plain JSON');
  }

  private actor(choices: Choices): Actor {
    const id = choices.one(['lead', 'lead', 'lead', 'lead', 'gone', 'auditor']);
    return choices.percent(20) ? { kind: 'customer', id: 'C-1' } : { kind: 'person', id };
  }

  private invoice(choices: Choices): InvoiceId {
    return choices.one(['I-1', 'I-1', 'I-2', 'I-3', 'I-9']);
  }

  private localDate(choices: Choices): string {
    const days = choices.one([0, 1, 2, 5, 5, 10, -1, 400]);
    return this.localDay(this.now).plus({ days }).toISODate() ?? '';
  }

  private message(choices: Choices): string {
    const ids = Object.keys(this.state.messages);
    const pending = ids.filter((id) => this.state.messages[id]?.status === 'pending');
    return choices.one(choices.percent(80) && pending.length > 0 ? pending : [...ids, 'nothing']);
  }

  private part(invoice: InvoiceId, choices: Choices): number {
    const open = this.books[invoice]?.open.minor ?? 0;
    return choices.percent(20) ? open : 1 + choices.below(Math.max(1, open));
  }

  private readonly makers: { [Type in FollowUpCommandType]: (choices: Choices) => FollowUpCommandData[Type] } = {
    track: (choices) => ({ invoice: this.invoice(choices) }),
    hold: (choices) => {
      const invoice = this.invoice(choices);
      return {
        invoice,
        hold: choices.one(['dispute.1', 'dispute.2']),
        kind: 'dispute',
        amount: choices.percent(15) ? null : usd(this.part(invoice, choices)),
        inquiry: 'INQ-2026-000001',
      };
    },
    release: (choices) => ({ invoice: this.invoice(choices), hold: choices.one(['dispute.1', 'dispute.2']) }),
    promise: (choices) => {
      const invoice = this.invoice(choices);
      const promise = choices.percent(10) ? 'PTP-0' : `PTP-${this.journal.length}`;
      const amount = choices.percent(5) ? { minor: 5, currency: 'EUR' } : usd(this.part(invoice, choices));
      return { promise, invoice, amount, date: this.localDate(choices) };
    },
    cancelPromise: (choices) => ({ promise: choices.one([...this.promises.keys(), 'nothing']) }),
    offerArrangement: (choices) => {
      const invoice = this.invoice(choices);
      const parts = 1 + choices.below(2);
      const instalments = Array.from({ length: parts }, () => ({
        invoice,
        amount: usd(Math.ceil(this.part(invoice, choices) / parts)),
        date: this.localDate(choices),
      }));
      return { arrangement: `ARR-${this.journal.length}`, instalments };
    },
    acceptArrangement: (choices) => ({
      arrangement: choices.percent(90) ? (this.state.arrangement?.id ?? 'nothing') : 'nothing',
    }),
    stop: (choices) => ({ reason: choices.one(stopReasons) }),
    resume: () => ({}),
    recordPayment: (choices) => ({ payment: 'PAY-1', invoices: [this.invoice(choices)], amount: usd(100) }),
    recordDelivery: (choices) => {
      const bounce = { kind: choices.one(['hard', 'hard', 'soft'] as const), reason: 'mailbox_unknown' };
      const report = choices.one(reports);
      return { message: this.message(choices), status: report, ...(report === 'bounced' && { bounce }) };
    },
    settleSend: (choices) => ({ message: this.message(choices), result: 'sent', evidence: { id: 't', hash: 'h' } }),
    acknowledge: (choices) => ({
      message: this.message(choices),
      date: choices.percent(60) ? this.localDate(choices) : null,
    }),
    await: (choices) => ({ inquiry: choices.one(cases), message: `question-${choices.below(3)}` }),
    answered: (choices) => ({
      inquiry: choices.one(cases),
      because: choices.one(['answered', 'no_longer_asked'] as const),
    }),
    deadlinesDue: () => ({}),
    settleEffect: (choices) => ({
      key: 'k',
      kind: 'sendMessage',
      subject: this.message(choices),
      ...choices.one([
        { result: 'done' },
        { result: 'done' },
        { result: 'unknown' },
        { result: 'failed', detail: 'superseded' },
      ] as const),
    }),
    requestCancel: () => ({}),
    catchUp: () => ({}),
  };
}

const cases = ['INQ-2026-000001', 'INQ-2026-000002'];
const reports = messageStatuses.filter((status) => status !== 'cancelled');
const integration: Actor = { kind: 'integration', id: 'erp' };
const weights: [FollowUpCommandType, number][] = [
  ['track', 6],
  ['settleEffect', 8],
  ['promise', 4],
  ['hold', 3],
  ['release', 3],
  ['recordPayment', 3],
  ['acknowledge', 2],
  ['recordDelivery', 4],
  ['await', 2],
  ['answered', 1],
  ['cancelPromise', 2],
  ['offerArrangement', 1],
  ['acceptArrangement', 2],
  ['stop', 1],
  ['resume', 3],
  ['requestCancel', 1],
  ['catchUp', 4],
];
const usual = weights.flatMap(([type, weight]) => Array<FollowUpCommandType>(weight).fill(type));

const describe = (event: FollowUpEvent): string =>
  event.type === 'reminder_decided'
    ? `${event.decision} ${event.invoice}/${event.step}: ${event.reason} until ${event.nextAt}`
    : event.type;
