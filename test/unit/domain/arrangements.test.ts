import type {
  FollowUpCommand,
  FollowUpCommandData,
  FollowUpCommandType,
  FollowUpEvent,
} from '../../../contracts/follow-up';
import type { Refusal } from '../../../contracts/errors';
import type { Actor } from '../../../contracts/messages';
import { decideFollowUp } from '../../../domain/follow-up/decide';
import type { FollowUpContext } from '../../../domain/follow-up/draft';
import { evolve } from '../../../domain/follow-up/evolve';
import { initialFollowUp, type FollowUpState } from '../../../domain/follow-up/state';
import { defaultPolicy, somebody, usd } from './case-story';

const lea: Actor = { kind: 'person', id: 'lea' };
const customer: Actor = { kind: 'customer', id: 'C-1' };

/** A customer in London who owes 1,000.00 on one invoice, due on 20 March 2026. */
class Story {
  state: FollowUpState = initialFollowUp('C-1');
  open = 100_000;
  courtesy = true;
  now = '2026-03-02T10:00:00.000Z';
  policy = defaultPolicy();

  constructor() {
    this.gives(lea, 'track', { invoice: 'INV-1' });
  }

  tells<Type extends FollowUpCommandType>(actor: Actor, type: Type, data: FollowUpCommandData[Type]) {
    const context: FollowUpContext = {
      now: this.now,
      policy: this.policy,
      directory: { people: { lea: somebody('lea', { roles: ['agent'] }) }, delegations: [] },
      customer: { id: 'C-1', zone: 'Europe/London', segment: 'x', contact: 'contact-1', courtesy: this.courtesy },
      invoices: { 'INV-1': { customer: 'C-1', legalEntity: 'halden-uk', dueDate: '2026-03-20', open: usd(this.open) } },
    };
    return decideFollowUp(this.state, { id: 'c', type, actor, data } as FollowUpCommand, context);
  }

  gives<Type extends FollowUpCommandType>(actor: Actor, type: Type, data: FollowUpCommandData[Type]): FollowUpEvent[] {
    const decision = this.tells(actor, type, data);
    if ('refusal' in decision) throw new Error(`${type} was refused: ${decision.refusal.code}`);
    for (const event of decision.events) {
      this.state = evolve(this.state, { sequence: this.state.sequence + 1, occurredAt: this.now, actor, event });
    }
    return decision.events;
  }

  refusal<Type extends FollowUpCommandType>(
    actor: Actor,
    type: Type,
    data: FollowUpCommandData[Type],
  ): Refusal['code'] {
    const decision = this.tells(actor, type, data);
    if ('events' in decision) throw new Error(`${type} was taken`);
    return decision.refusal.code;
  }
}

const parts = (...amounts: number[]) =>
  amounts.map((minor, index) => ({ invoice: 'INV-1', amount: usd(minor), date: `2026-0${4 + index}-10` }));

test('an offer promises nothing; accepted by the customer it is a promise for each instalment', () => {
  const story = new Story();
  story.gives(lea, 'offerArrangement', { arrangement: 'A', instalments: parts(60_000, 40_000) });
  expect(story.state.promises).toEqual([]);
  expect(story.refusal(lea, 'acceptArrangement', { arrangement: 'A' })).toBe('role_required');
  expect(story.refusal(customer, 'acceptArrangement', { arrangement: 'B' })).toBe('arrangement_unknown');
  story.gives(customer, 'acceptArrangement', { arrangement: 'A' });
  expect(story.state.promises.map(({ id, amount, date }) => [id, amount.minor, date])).toEqual([
    ['A-1', 60_000, '2026-04-10'],
    ['A-2', 40_000, '2026-05-10'],
  ]);
  expect(story.refusal(customer, 'acceptArrangement', { arrangement: 'A' })).toBe('arrangement_unknown');
});

test('instalments are at most what is open and not promised, when offered and when accepted', () => {
  const story = new Story();
  const offer = (instalments: FollowUpCommandData['offerArrangement']['instalments']) =>
    story.refusal(lea, 'offerArrangement', { arrangement: 'A', instalments });
  expect(offer(parts(60_000, 40_001))).toBe('amount_exceeds');
  expect(offer(parts(0))).toBe('amount_invalid');
  expect(offer([{ invoice: 'INV-1', amount: { minor: 1, currency: 'EUR' }, date: '2026-04-10' }])).toBe(
    'currency_mismatch',
  );
  expect(offer([{ invoice: 'INV-1', amount: usd(1), date: '2026-03-01' }])).toBe('date_invalid');
  expect(offer([{ invoice: 'INV-9', amount: usd(1), date: '2026-04-10' }])).toBe('invoice_unknown');
  story.gives(lea, 'offerArrangement', { arrangement: 'A', instalments: parts(60_000, 40_000) });
  story.open = 50_000;
  expect(story.refusal(customer, 'acceptArrangement', { arrangement: 'A' })).toBe('amount_exceeds');
  story.gives(lea, 'offerArrangement', { arrangement: 'B', instalments: parts(50_000) });
  expect(story.refusal(customer, 'acceptArrangement', { arrangement: 'A' })).toBe('arrangement_unknown');
  story.gives(lea, 'promise', { promise: 'P', invoice: 'INV-1', amount: usd(1), date: '2026-03-10' });
  expect(story.refusal(customer, 'acceptArrangement', { arrangement: 'B' })).toBe('amount_exceeds');
});

test('nobody is offered anything while contact is stopped', () => {
  const story = new Story();
  story.policy = { ...story.policy };
  story.state = { ...story.state, stopped: 'counsel' };
  expect(story.refusal(lea, 'offerArrangement', { arrangement: 'A', instalments: parts(1) })).toBe('contact_stopped');
});

test('who wants no mails of courtesy is not reminded before the day, and is reminded after it', () => {
  const story = new Story();
  const ladder = [
    { name: 'early', purpose: 'reminder', from: 'due', after: '-P5D' },
    { name: 'late', purpose: 'reminder', from: 'due', after: 'P3D' },
  ] as const;
  story.policy.reminders.ladders = { '*': [...ladder] };
  story.courtesy = false;
  story.state = initialFollowUp('C-1');
  story.gives(lea, 'track', { invoice: 'INV-1' });
  const due = (now: string) => {
    story.now = now;
    return story.gives(lea, 'deadlinesDue', {}).filter(({ type }) => type === 'reminder_decided');
  };
  expect(due('2026-03-16T09:00:00.000Z')).toMatchObject([
    { step: 'early', decision: 'skip', reason: 'unsubscribed', nextStep: 1 },
  ]);
  expect(due('2026-03-23T09:00:00.000Z')).toMatchObject([{ step: 'late', decision: 'send' }]);
});
