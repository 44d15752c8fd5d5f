import type {
  FollowUpCommand,
  FollowUpCommandData,
  FollowUpCommandType,
  FollowUpEvent,
} from '../../../contracts/follow-up';
import type { Refusal } from '../../../contracts/errors';
import type { Actor } from '../../../contracts/messages';
import { decideFollowUp, followUpWakeAt } from '../../../domain/follow-up/decide';
import type { FollowUpContext } from '../../../domain/follow-up/draft';
import { evolve } from '../../../domain/follow-up/evolve';
import { initialFollowUp, type FollowUpState } from '../../../domain/follow-up/state';
import { defaultPolicy, somebody, usd } from './case-story';

/** A customer in London is reminded by the ladder that ships: 7 days before, 3, 10 and 20 days after the due date, at 09:00. */
class FollowUpStory {
  readonly events: FollowUpEvent[] = [];
  readonly policy = defaultPolicy();
  readonly books: FollowUpContext['invoices'] = {};
  customer: FollowUpContext['customer'] = {
    id: 'C-1',
    zone: 'Europe/London',
    segment: 'wholesale',
    contact: 'contact-1',
  };
  state: FollowUpState = initialFollowUp('C-1');

  constructor(public now: string) {}

  owes(invoice: string, minor: number, dueDate: string, customer = 'C-1'): this {
    this.books[invoice] = { customer, legalEntity: 'halden-uk', dueDate, open: usd(minor) };
    return this;
  }

  tracks(invoice: string): this {
    this.does('track', { invoice });
    return this;
  }

  at(instant: string): this {
    this.now = instant;
    return this;
  }

  does<Type extends FollowUpCommandType>(type: Type, data: FollowUpCommandData[Type], who = 'lea'): FollowUpEvent[] {
    const decision = this.decide(type, data, { kind: 'person', id: who });
    if ('refusal' in decision) throw new Error(`${type} was refused: ${decision.refusal.code}`);
    for (const event of decision.events) {
      const sequence = this.events.push(event);
      this.state = evolve(this.state, { sequence, occurredAt: this.now, actor: { kind: 'person', id: who }, event });
    }
    return decision.events;
  }

  refuses<Type extends FollowUpCommandType>(type: Type, data: FollowUpCommandData[Type], who = 'lea'): Refusal {
    const decision = this.decide(type, data, { kind: 'person', id: who });
    if ('events' in decision) throw new Error(`${type} was taken`);
    return decision.refusal;
  }

  /** Lets time pass: everything that falls due by then is decided at its instant. */
  passUntil(instant: string): FollowUpEvent[] {
    const events: FollowUpEvent[] = [];
    for (let due = followUpWakeAt(this.state); due !== null && due <= instant; due = followUpWakeAt(this.state)) {
      if (due > this.now) this.now = due;
      events.push(...this.does('deadlinesDue', {}));
    }
    this.now = instant;
    return events;
  }

  pays(invoice: string, minor: number): FollowUpEvent[] {
    const book = this.books[invoice]!;
    this.books[invoice] = { ...book, open: usd(book.open.minor - minor) };
    return this.does('recordPayment', { payment: 'PAY-1', invoices: [invoice], amount: usd(minor) });
  }

  private decide(type: FollowUpCommandType, data: unknown, actor: Actor) {
    const lea = somebody('lea', { roles: ['team_lead'] });
    const people = { lea, old: { ...lea, id: 'old', person: 'old', active: false } };
    const { now, policy, customer, books: invoices } = this;
    const command = { id: `c-${this.events.length}`, type, actor, data } as FollowUpCommand;
    const directory = { people, delegations: [] };
    return decideFollowUp(this.state, command, { now, policy, directory, customer, invoices });
  }
}

const decided = (events: FollowUpEvent[]) =>
  events.flatMap((event) =>
    event.type === 'reminder_decided' ? [`${event.step}: ${event.decision}, ${event.reason}`] : [],
  );
const queued = (events: FollowUpEvent[]) => events.flatMap((event) => (event.type === 'message_queued' ? [event] : []));
const asked = (events: FollowUpEvent[]) =>
  queued(events).flatMap(({ items }) => items.map(({ amount }) => amount.minor));
const settled = (message: string, detail?: string) =>
  ({
    key: 'k',
    kind: 'sendMessage',
    subject: message,
    result: detail ? 'failed' : 'done',
    ...(detail && { detail }),
  }) as const;
const hold = (minor: number | null, id = 'dispute.1') =>
  ({
    invoice: 'INV-1',
    hold: id,
    kind: 'dispute',
    amount: minor === null ? null : usd(minor),
    inquiry: 'INQ-2026-000001',
  }) as const;

/** Due on Friday 6 March 2026: the first reminder goes on Monday 9 March at 09:00. */
const invoiced = (minor = 22_400_00): FollowUpStory =>
  new FollowUpStory('2026-03-02T12:00:00.000Z').owes('INV-1', minor, '2026-03-06').tracks('INV-1');

describe('scenario 3: a $22,400 invoice', () => {
  const sent = (): [FollowUpStory, string] => {
    const story = invoiced();
    const [message] = queued(story.passUntil('2026-03-02T12:00:00.000Z'));
    story.does('settleEffect', settled(message!.message));
    return [story, message!.message];
  };

  it('is sent, and reminded of at 09:00 and not a millisecond before', () => {
    const [story] = sent();
    expect(followUpWakeAt(story.state)).toBe('2026-03-09T09:00:00.000Z');
    expect(story.passUntil('2026-03-09T08:59:59.999Z')).toEqual([]);
    const events = story.passUntil('2026-03-09T09:00:00.000Z');
    expect(decided(events)).toEqual(['reminder-1: send, open_balance']);
    expect(queued(events)).toMatchObject([{ purpose: 'reminder', recipient: { customer: 'C-1' } }]);
    expect(asked(events)).toEqual([22_400_00]);
  });

  it('opened by a machine: the reminder still goes', () => {
    const [story, message] = sent();
    story.does('recordDelivery', { message, status: 'delivered' });
    story.does('recordDelivery', { message, status: 'opened', machine: true });
    expect(decided(story.passUntil('2026-03-09T09:00:00.000Z'))).toEqual(['reminder-1: send, open_balance']);
  });

  it('acknowledged with a date: the next step moves to the day after it', () => {
    const [story, message] = sent();
    story.at('2026-03-03T10:00:00.000Z').does('acknowledge', { message, date: '2026-03-20' });
    expect(followUpWakeAt(story.state)).toBe('2026-03-21T09:00:00.000Z');
    expect(decided(story.passUntil('2026-03-21T09:00:00.000Z'))).toEqual(['reminder-1: send, open_balance']);
  });

  it('acknowledged without a date: the ladder waits five days, and never comes earlier for it', () => {
    const [story, message] = sent();
    story.at('2026-03-08T10:00:00.000Z').does('acknowledge', { message, date: null });
    expect(followUpWakeAt(story.state)).toBe('2026-03-13T09:00:00.000Z');
    const [early, first] = sent();
    early.at('2026-03-03T10:00:00.000Z').does('acknowledge', { message: first, date: null });
    expect(followUpWakeAt(early.state)).toBe('2026-03-09T09:00:00.000Z');
  });

  it('acknowledged again, or opened afterwards, changes nothing', () => {
    const [story, message] = sent();
    story.does('acknowledge', { message, date: '2026-03-20' });
    expect(story.does('acknowledge', { message, date: '2026-03-28' })).toEqual([]);
    expect(story.does('recordDelivery', { message, status: 'opened' })).toEqual([]);
  });

  it('acknowledged after an answer: the next step moves, and the answer stays what is known best', () => {
    const [story, message] = sent();
    story.does('recordDelivery', { message, status: 'responded', evidence: 'reply' });
    story.at('2026-03-03T10:00:00.000Z').does('acknowledge', { message, date: '2026-03-20' });
    expect(story.state.messages[message]?.status).toBe('responded');
    expect(followUpWakeAt(story.state)).toBe('2026-03-21T09:00:00.000Z');
  });

  it('paid at 08:59:58 with a reminder due at 09:00:00: none is sent, and the journal says why', () => {
    const [story] = sent();
    const events = story.at('2026-03-09T08:59:58.000Z').pays('INV-1', 22_400_00);
    expect(decided(events)).toEqual(['reminder-1: skip, settled']);
    expect(events.map(({ type }) => type)).toEqual([
      'payment_recorded',
      'reminder_decided',
      'invoice_settled',
      'ended',
    ]);
    expect(story.passUntil('2026-12-31T00:00:00.000Z')).toEqual([]);
  });

  it('paid in the books, which the follow-up has not heard of yet: none is sent either', () => {
    const [story] = sent();
    story.owes('INV-1', 0, '2026-03-06');
    const events = story.passUntil('2026-03-09T09:00:00.000Z');
    expect(decided(events)).toEqual(['reminder-1: skip, settled']);
    expect(queued(events)).toEqual([]);
  });

  it('paid between decision and sending: the mail is cancelled, and the journal says why', () => {
    const [story] = sent();
    const [reminder] = queued(story.passUntil('2026-03-09T09:00:00.000Z'));
    story.owes('INV-1', 0, '2026-03-06');
    const events = story.does('settleEffect', settled(reminder!.message, 'superseded'));
    expect(events[0]).toMatchObject({ type: 'message_status_changed', status: 'cancelled' });
    expect(decided(events)).toEqual(['reminder-2: skip, settled']);
  });

  it('of which a part arrives between decision and sending: the same step goes once, with what is left', () => {
    const [story] = sent();
    const [reminder] = queued(story.passUntil('2026-03-09T09:00:00.000Z'));
    story.owes('INV-1', 400_00, '2026-03-06');
    story.does('settleEffect', settled(reminder!.message, 'superseded'));
    const events = story.passUntil('2026-03-09T09:00:00.000Z');
    expect(decided(events)).toEqual(['reminder-1: send, open_balance']);
    expect(asked(events)).toEqual([400_00]);
  });
});

describe('scenario 4: of $22,400, $7,800 is disputed', () => {
  it('reminders speak of $14,600, and of $15,600 when $5,000 is credited, $1,800 paid and $1,000 rejected', () => {
    const story = invoiced();
    story.does('hold', hold(7_800_00));
    expect(asked(story.passUntil('2026-03-02T12:00:00.000Z'))).toEqual([14_600_00]);
    story.owes('INV-1', 17_400_00, '2026-03-06').does('hold', hold(2_800_00));
    expect(asked(story.passUntil('2026-03-09T09:00:00.000Z'))).toEqual([14_600_00]);
    story.pays('INV-1', 1_800_00);
    story.does('release', { invoice: 'INV-1', hold: 'dispute.1' });
    expect(asked(story.passUntil('2026-03-16T09:00:00.000Z'))).toEqual([15_600_00]);
  });

  it('nothing is asked for while all of it is held, and the journal says so each day', () => {
    const story = invoiced();
    story.does('hold', hold(null));
    expect(decided(story.passUntil('2026-03-04T09:00:00.000Z'))).toEqual(
      Array(3).fill('invoice-copy: postpone, fully_held'),
    );
    story.does('release', { invoice: 'INV-1', hold: 'dispute.1' });
    expect(asked(story.passUntil('2026-03-05T09:00:00.000Z'))).toEqual([22_400_00]);
  });

  it('a hold in another currency is refused', () => {
    const story = invoiced();
    const euro = { ...hold(null), amount: { minor: 1, currency: 'EUR' } };
    expect(story.refuses('hold', euro)).toMatchObject({ code: 'currency_mismatch' });
  });
});

describe('a promise to pay', () => {
  const promised = (minor: number, date = '2026-03-12'): FollowUpStory => {
    const story = invoiced();
    story.passUntil('2026-03-02T12:00:00.000Z');
    story.does('promise', { promise: 'PTP-1', invoice: 'INV-1', amount: usd(minor), date });
    return story;
  };
  const judged = (events: FollowUpEvent[]) =>
    events.flatMap((event) =>
      event.type === 'promise_judged' ? [[event.promise, event.result, event.paid.minor]] : [],
    );

  it('holds its part, and is judged two days of tolerance after its date', () => {
    const story = promised(20_000_00);
    expect(asked(story.passUntil('2026-03-09T09:00:00.000Z'))).toEqual([2_400_00]);
    expect(judged(story.passUntil('2026-03-15T08:59:59.999Z'))).toEqual([]);
    expect(judged(story.passUntil('2026-03-15T09:00:00.000Z'))).toEqual([['PTP-1', 'broken', 0]]);
  });

  it('broken: the ladder moves on at once', () => {
    const story = promised(22_400_00);
    expect(decided(story.passUntil('2026-03-14T00:00:00.000Z'))).toEqual(['reminder-1: postpone, promised']);
    expect(decided(story.passUntil('2026-03-15T09:00:00.000Z'))).toEqual(['reminder-1: send, open_balance']);
  });

  it('kept within the tolerance, and then nothing is asked for', () => {
    const story = promised(22_400_00);
    story.passUntil('2026-03-14T12:00:00.000Z');
    expect(judged(story.pays('INV-1', 22_400_00))).toEqual([['PTP-1', 'kept', 22_400_00]]);
    expect(story.state.ended).toBe(true);
  });

  it('that is taken back lets the step that waited for it go on the next day', () => {
    const story = promised(22_400_00, '2026-04-12');
    story.passUntil('2026-03-20T10:00:00.000Z');
    const judgeAt = story.state.invoices['INV-1']?.nextAt;
    expect(judgeAt).toBe(story.state.promises[0]?.judgeAt);
    expect(decided(story.does('cancelPromise', { promise: 'PTP-1' }))).toEqual([
      'reminder-1: postpone, promise_cancelled',
    ]);
    expect(story.state.invoices['INV-1']?.nextAt).toBe('2026-03-21T09:00:00.000Z');
    expect(decided(story.passUntil('2026-03-21T09:00:00.000Z'))).toEqual(['reminder-1: send, open_balance']);
  });

  it('that is taken back moves no step that waits for something else', () => {
    const story = promised(20_000_00, '2026-04-12');
    const before = story.state.invoices;
    expect(decided(story.does('cancelPromise', { promise: 'PTP-1' }))).toEqual([]);
    expect(story.state.invoices).toEqual(before);
  });

  it('that is taken back right after a contact brings the next one no sooner than reminders are apart', () => {
    const story = invoiced();
    story.passUntil('2026-03-13T10:00:00.000Z');
    story.does('promise', { promise: 'PTP-1', invoice: 'INV-1', amount: usd(10_000_00), date: '2026-03-14' });
    story.does('promise', { promise: 'PTP-2', invoice: 'INV-1', amount: usd(12_000_00), date: '2026-05-01' });
    expect(asked(story.passUntil('2026-03-16T12:00:00.000Z'))).toEqual([400_00]);
    // A broken promise moves the ladder on, a day after that reminder; what is left is held and promised.
    story.does('hold', hold(10_400_00));
    expect(decided(story.passUntil('2026-03-17T09:00:00.000Z'))).toEqual(['final-notice: postpone, promised']);
    story.does('cancelPromise', { promise: 'PTP-2' });
    expect(story.state.invoices['INV-1']?.nextAt).toBe('2026-03-19T09:00:00.000Z');
  });

  it('partly paid holds what is left of it, and never what was not promised', () => {
    const story = promised(20_000_00);
    story.pays('INV-1', 12_000_00);
    expect(asked(story.passUntil('2026-03-09T09:00:00.000Z'))).toEqual([2_400_00]);
    expect(judged(story.passUntil('2026-03-15T09:00:00.000Z'))).toEqual([['PTP-1', 'partially_kept', 12_000_00]]);
  });

  it('is not kept by money that another promise was kept with', () => {
    const story = promised(10_000_00);
    story.does('promise', { promise: 'PTP-2', invoice: 'INV-1', amount: usd(12_000_00), date: '2026-03-12' });
    expect(judged(story.pays('INV-1', 12_000_00))).toEqual([['PTP-1', 'kept', 10_000_00]]);
    expect(judged(story.passUntil('2026-03-15T09:00:00.000Z'))).toEqual([['PTP-2', 'partially_kept', 2_000_00]]);
  });

  it.each([
    [{ promise: 'PTP-1' }, 'unchanged'],
    [{ invoice: 'INV-0' }, 'invoice_unknown'],
    [{ amount: { minor: 1, currency: 'EUR' } }, 'currency_mismatch'],
    [{ amount: usd(0) }, 'amount_invalid'],
    [{ amount: usd(2_400_01) }, 'amount_exceeds'],
    [{ date: '2026-03-01' }, 'date_invalid'],
    [{ date: '2026-12-01' }, 'date_invalid'],
  ])('%j is refused with %s', (part, code) => {
    const data = { promise: 'PTP-2', invoice: 'INV-1', amount: usd(1_00), date: '2026-03-12', ...part };
    expect(promised(20_000_00).refuses('promise', data)).toMatchObject({ code });
  });
});

describe('reminders', () => {
  it('stop at once for insolvency, and say so, until somebody resumes them', () => {
    const story = invoiced();
    story.does('stop', { reason: 'insolvency' });
    expect(decided(story.passUntil('2026-03-03T09:00:00.000Z'))).toEqual(
      Array(2).fill('invoice-copy: postpone, stopped'),
    );
    story.does('resume', {});
    expect(decided(story.passUntil('2026-03-04T09:00:00.000Z'))).toEqual(['invoice-copy: send, open_balance']);
  });

  it('are stopped by nobody who has left, and by no agent alone', () => {
    expect(invoiced().refuses('stop', { reason: 'fraud' }, 'old')).toMatchObject({ code: 'person_unknown' });
    expect(invoiced().refuses('resume', {})).toMatchObject({ code: 'unchanged' });
  });

  it('for all invoices of a customer go in one message', () => {
    const story = invoiced().owes('INV-2', 5_000_00, '2026-03-06').tracks('INV-2');
    const messages = queued(story.passUntil('2026-03-09T09:00:00.000Z'));
    expect(messages.map(({ items }) => items.map(({ invoice }) => invoice))).toEqual([
      ['INV-1', 'INV-2'],
      ['INV-1', 'INV-2'],
    ]);
  });

  it('keep to three messages in seven days, and the fourth goes when the first is seven days old', () => {
    const story = new FollowUpStory('2026-03-02T09:00:00.000Z');
    for (const [invoice, due] of [
      ['INV-1', '2026-03-06'],
      ['INV-2', '2026-03-10'],
      ['INV-3', '2026-03-11'],
      ['INV-4', '2026-03-12'],
    ] as const) {
      story.owes(invoice, 100_00, due).tracks(invoice);
    }
    const events = story.passUntil('2026-03-05T09:00:00.000Z');
    expect(queued(events)).toHaveLength(3);
    expect(decided(events).at(-1)).toBe('invoice-copy: postpone, contact_budget');
    expect(story.state.invoices['INV-4']?.nextAt).toBe('2026-03-09T09:00:00.000Z');
  });

  it('after three weeks of downtime go once, and the next at the earliest three days later', () => {
    const story = invoiced();
    story.passUntil('2026-03-02T12:00:00.000Z');
    story.at('2026-03-28T15:30:00.000Z');
    expect(decided(story.does('deadlinesDue', {}))).toEqual(['reminder-1: send, open_balance']);
    expect(followUpWakeAt(story.state)).toBe('2026-03-31T08:00:00.000Z');
    expect(decided(story.passUntil('2026-03-31T08:00:00.000Z'))).toEqual(['reminder-2: send, open_balance']);
  });

  it('begin at the latest step that is due when an old invoice becomes known', () => {
    const story = new FollowUpStory('2026-03-20T12:00:00.000Z').owes('INV-1', 100_00, '2026-03-06').tracks('INV-1');
    expect(decided(story.passUntil('2026-03-20T12:00:00.000Z'))).toEqual(['reminder-2: send, open_balance']);
  });

  it('end with the last step: collections are told, and nothing more is sent', () => {
    const story = invoiced();
    const events = story.passUntil('2026-06-01T09:00:00.000Z');
    expect(decided(events).map((each) => each.split(':')[0])).toEqual([
      'invoice-copy',
      'reminder-1',
      'reminder-2',
      'final-notice',
    ]);
    expect(events.slice(-3)).toMatchObject([
      { type: 'message_queued', purpose: 'reminder' },
      { type: 'handed_to_collections', tried: [{}, {}, {}, { status: 'pending' }] },
      { type: 'message_queued', purpose: 'alert', recipient: { team: 'collections' } },
    ]);
    expect(story.state.invoices['INV-1']).toMatchObject({ inCollections: true, nextAt: null });
  });

  it('do not repeat a later step when an older mail turns out not to have gone', () => {
    const story = invoiced();
    const [copy] = queued(story.passUntil('2026-03-02T12:00:00.000Z'));
    story.passUntil('2026-03-09T09:00:00.000Z');
    const events = story.does('settleEffect', settled(copy!.message, 'superseded'));
    expect(events.map(({ type }) => type)).toEqual(['message_status_changed']);
    expect(followUpWakeAt(story.state)).toBe('2026-03-16T09:00:00.000Z');
  });

  it('need somebody to go to, and an invoice of the customer', () => {
    const story = invoiced();
    story.customer = { ...story.customer, contact: null };
    expect(decided(story.passUntil('2026-03-02T12:00:00.000Z'))).toEqual(['invoice-copy: postpone, no_recipient']);
    const other = new FollowUpStory('2026-03-02T12:00:00.000Z')
      .owes('INV-9', 100_00, '2026-03-06', 'C-9')
      .tracks('INV-9');
    expect(other.events).toEqual([]);
  });
});

test('steps that cannot go to anybody are told to collections once, and again only after somebody could be written to', () => {
  const story = invoiced();
  const reachable = story.customer;
  const told = (until: string) =>
    queued(story.passUntil(until)).filter((message) => 'team' in message.recipient).length;
  story.customer = { ...reachable, contact: null };
  expect(told('2026-03-02T12:00:00.000Z')).toBe(1);
  expect(told('2026-03-04T12:00:00.000Z')).toBe(0);
  story.customer = reachable;
  expect(told('2026-03-10T12:00:00.000Z')).toBe(0);
  story.customer = { ...reachable, contact: null };
  expect(told('2026-04-20T12:00:00.000Z')).toBe(1);
});

test('an invoice that we have just issued is sent at once, however long until it is due', () => {
  const story = new FollowUpStory('2026-03-02T12:00:00.000Z').owes('INV-1', 100_00, '2026-06-06');
  story.does('track', { invoice: 'INV-1', issued: true });
  expect(followUpWakeAt(story.state)).toBe('2026-03-02T12:00:00.000Z');
  expect(queued(story.passUntil('2026-03-02T12:00:00.000Z'))).toMatchObject([{ purpose: 'invoice' }]);
  expect(story.passUntil('2026-06-08T00:00:00.000Z')).toEqual([]);
});

describe('quiet times', () => {
  it('put a step off to the morning, and the journal says why', () => {
    const story = invoiced();
    story.policy.reminders.quiet = { '*': { hours: { from: '18:00', to: '08:00' } } };
    story.passUntil('2026-03-02T12:00:00.000Z');
    story.at('2026-03-09T22:00:00.000Z');
    expect(decided(story.does('deadlinesDue', {}))).toEqual(['reminder-1: postpone, quiet_hours']);
    expect(followUpWakeAt(story.state)).toBe('2026-03-10T08:00:00.000Z');
    expect(decided(story.passUntil('2026-03-10T08:00:00.000Z'))).toEqual(['reminder-1: send, open_balance']);
  });
});

describe('ladders that count from what was sent or answered', () => {
  const laddered = (): FollowUpStory => {
    const story = new FollowUpStory('2026-03-02T12:00:00.000Z').owes('INV-1', 100_00, '2026-03-06');
    story.policy.reminders.ladders = {
      '*': [
        { name: 'copy', purpose: 'invoice', from: 'due', after: '-P7D' },
        { name: 'first', purpose: 'reminder', from: 'sent', after: 'P10D' },
        { name: 'second', purpose: 'reminder', from: 'answered', after: 'P5D' },
      ],
    };
    return story.tracks('INV-1');
  };

  it('begin with the first message and start again with an answer', () => {
    const story = laddered();
    expect(decided(story.passUntil('2026-03-12T09:00:00.000Z'))).toEqual([
      'copy: send, open_balance',
      'first: send, open_balance',
    ]);
    expect(followUpWakeAt(story.state)).toBe('2026-03-17T09:00:00.000Z');
    const message = Object.keys(story.state.messages).at(-1)!;
    story.does('settleEffect', settled(message));
    story.at('2026-03-14T15:00:00.000Z').does('recordDelivery', { message, status: 'responded', evidence: 'reply' });
    expect(followUpWakeAt(story.state)).toBe('2026-03-19T09:00:00.000Z');
  });
});

describe('an answer of the customer', () => {
  it('puts the next step off by the days of the policy, once for each message', () => {
    const story = invoiced();
    const [first] = queued(story.passUntil('2026-03-09T09:00:00.000Z')).slice(-1);
    const message = first!.message;
    story.does('settleEffect', settled(message));
    expect(followUpWakeAt(story.state)).toBe('2026-03-16T09:00:00.000Z');
    story.policy.reminders.answeredDays = 5;
    const events = story
      .at('2026-03-14T11:00:00.000Z')
      .does('recordDelivery', { message, status: 'responded', evidence: 'reply' });
    expect(events).toMatchObject([
      { type: 'message_status_changed', status: 'responded', evidence: 'reply' },
      { type: 'customer_answered', deferred: [{ invoice: 'INV-1', nextAt: '2026-03-19T09:00:00.000Z' }] },
    ]);
    expect(story.does('recordDelivery', { message, status: 'responded' })).toEqual([]);
  });
});

describe('mail that comes back', () => {
  const bounce = (kind: 'hard' | 'soft') =>
    ({ status: 'bounced', evidence: 'bounce', bounce: { kind, reason: 'mailbox_unknown' } }) as const;

  it('for good is tried once with another contact; collections are told each time', () => {
    const story = invoiced();
    const first = queued(story.passUntil('2026-03-09T09:00:00.000Z')).at(-1)!.message;
    story.does('settleEffect', settled(first));
    const back = story.at('2026-03-09T09:01:00.000Z').does('recordDelivery', { message: first, ...bounce('hard') });
    expect(decided(back)).toEqual(['reminder-1: postpone, bounced']);
    expect(queued(back)).toMatchObject([{ purpose: 'alert', recipient: { team: 'collections' } }]);
    const [again] = queued(story.passUntil('2026-03-09T09:01:00.000Z'));
    expect(again).toMatchObject({ purpose: 'reminder', retries: first });
    story.does('settleEffect', settled(again!.message));
    const gone = story.does('recordDelivery', { message: again!.message, ...bounce('hard') });
    expect(decided(gone)).toEqual([]);
    expect(queued(gone)).toMatchObject([{ purpose: 'alert' }]);
  });

  it('comes back once, whatever is reported of it afterwards', () => {
    const story = invoiced();
    const first = queued(story.passUntil('2026-03-09T09:00:00.000Z')).at(-1)!.message;
    story.does('settleEffect', settled(first));
    story.does('hold', hold(null));
    story.does('recordDelivery', { message: first, ...bounce('hard') });
    story.does('recordDelivery', { message: first, status: 'delivered' });
    expect(decided(story.does('recordDelivery', { message: first, ...bounce('hard') }))).toEqual([]);
    story.does('release', { invoice: 'INV-1', hold: 'dispute.1' });
    expect(decided(story.passUntil('2026-03-09T09:00:00.000Z'))).toEqual(['reminder-1: send, open_balance']);
  });

  it('for now changes nothing but what is known of it', () => {
    const story = invoiced();
    const [first] = queued(story.passUntil('2026-03-02T12:00:00.000Z'));
    story.does('settleEffect', settled(first!.message));
    const events = story.does('recordDelivery', { message: first!.message, ...bounce('soft') });
    expect(events.map(({ type }) => type)).toEqual(['message_status_changed']);
  });
});

test('that a person opened what a machine had opened before is news', () => {
  const story = invoiced();
  const [first] = queued(story.passUntil('2026-03-02T12:00:00.000Z'));
  const message = first!.message;
  const opened = (machine: boolean) =>
    story.does('recordDelivery', { message, status: 'opened', machine, evidence: 'pixel' });
  expect(opened(true)).toHaveLength(1);
  expect(opened(true)).toEqual([]);
  expect(opened(false)).toMatchObject([{ status: 'opened', machine: false }]);
  expect(opened(false)).toEqual([]);
});

describe('a question that the customer does not answer', () => {
  const question = { inquiry: 'INQ-2026-000007', message: 'q-1' };
  const asked = (): FollowUpStory => {
    const story = new FollowUpStory('2026-03-02T12:00:00.000Z');
    story.does('await', question);
    return story;
  };
  const onQuestion = (events: FollowUpEvent[]) =>
    events.flatMap((event) =>
      event.type === 'question_decided' ? [`${event.step}: ${event.decision}, ${event.reason}`] : [],
    );

  it('is reminded of after three and seven days; then whoever asked is told, and the follow-up ends', () => {
    const story = asked();
    expect(followUpWakeAt(story.state)).toBe('2026-03-05T09:00:00.000Z');
    const events = story.passUntil('2026-03-12T09:00:00.000Z');
    expect(onQuestion(events)).toEqual([
      'question-1: send, unanswered',
      'question-2: send, unanswered',
      'end: escalate, unanswered',
    ]);
    expect(queued(events)).toMatchObject([
      { purpose: 'answer_reminder', items: [], questions: [{ inquiry: question.inquiry, askedOn: '2026-03-02' }] },
      { purpose: 'answer_reminder' },
    ]);
    expect(story.state.ended).toBe(true);
  });

  it('stands in the same message as the invoices', () => {
    const story = asked().owes('INV-1', 100_00, '2026-03-02');
    story.tracks('INV-1');
    story.does('deadlinesDue', {});
    const messages = queued(story.passUntil('2026-03-05T09:00:00.000Z'));
    expect(messages.at(-1)).toMatchObject({
      purpose: 'reminder',
      items: [{ invoice: 'INV-1', step: 'reminder-1' }],
      questions: [{ inquiry: question.inquiry, step: 'question-1' }],
    });
    expect(messages.filter(({ questions }) => questions)).toHaveLength(1);
  });

  it('is reminded of no more once it is answered', () => {
    const story = asked();
    story.does('answered', { inquiry: question.inquiry, because: 'answered' });
    expect(followUpWakeAt(story.state)).toBeNull();
    expect(story.does('answered', { inquiry: question.inquiry, because: 'answered' })).toEqual([]);
  });

  it('goes to whoever asked at once where nobody may be written to', () => {
    const story = asked();
    story.does('stop', { reason: 'counsel' });
    expect(onQuestion(story.passUntil('2026-03-05T09:00:00.000Z'))).toEqual(['question-1: escalate, stopped']);
  });

  it('after an outage is reminded of once, and again as many days later as reminders are apart', () => {
    const story = asked().at('2026-03-20T15:00:00.000Z');
    expect(onQuestion(story.does('deadlinesDue', {}))).toEqual(['question-1: send, unanswered']);
    expect(followUpWakeAt(story.state)).toBe('2026-03-23T09:00:00.000Z');
  });
});
