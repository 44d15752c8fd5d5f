import type { Refusal } from '../../../contracts/errors';
import {
  approvalsLacking,
  authorityOf,
  countingSince,
  exceedsLimit,
  inPolicyCurrency,
  requireWithinDelegation,
  stagesFor,
  waitingStages,
} from '../../../domain/approvals';
import { Refused } from '../../../domain/refusal';
import { CaseStory, somebody, text, usd, type Event } from './case-story';

/** What a refusal of a proposal or decision says, to the letter: whoever is refused has nothing else to go by. */

const now = '2026-03-09T09:00:00.000Z';
const from = '2026-03-01T00:00:00.000Z';
const to = '2026-04-01T00:00:00.000Z';
const opened = (): CaseStory => new CaseStory(now).open();
const credit = (minor: number) =>
  ({ kind: 'credit_note', invoice: 'INV-1', amount: usd(minor), reason: 'price', explanation: text }) as const;
const allocation = (minor: number, parts: { invoice: string; minor: number }[], payment = 'PAY-1') =>
  ({
    kind: 'payment_allocation',
    payment,
    amount: usd(minor),
    allocations: parts.map((part) => ({ invoice: part.invoice, amount: usd(part.minor) })),
    explanation: text,
  }) as const;
const approve = (proposed: { proposal: string; contentHash: string }) => ({
  ...proposed,
  decision: 'approve' as const,
});

function refusalOf(work: () => unknown): Refusal | null {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  return null;
}

describe('a decision', () => {
  const proposed = (minor = 5_000_00) => {
    const story = opened();
    return { story, made: story.proposeCredit('ada', minor) };
  };

  it('on a proposal that is not there, not open or over', () => {
    const { story, made } = proposed();
    expect(story.refuses('max', 'decide', { ...approve(made), proposal: 'P-9' })).toEqual({
      code: 'proposal_not_found',
      details: { proposal: 'P-9' },
    });
    story.at('2026-03-23T09:00:00.000Z');
    expect(story.refuses('max', 'decide', approve(made))).toEqual({
      code: 'proposal_not_open',
      details: { status: 'expired' },
    });
    story.at(now).does('ada', 'withdraw', { proposal: made.proposal });
    story.proposeCredit('ada', 1_00);
    expect(story.refuses('max', 'decide', approve(made))).toEqual({
      code: 'proposal_not_open',
      details: { status: 'withdrawn' },
    });
  });

  it('on other content', () => {
    const { story, made } = proposed();
    expect(story.refuses('max', 'decide', { ...approve(made), contentHash: 'x' })).toEqual({
      code: 'content_changed',
      rule: 'content hash',
      details: { version: 1 },
    });
  });

  it('without the title, the duty, the limit', () => {
    const { story, made } = proposed();
    expect(story.refuses('dan', 'decide', approve(made))).toEqual({
      code: 'approval_stage',
      rule: 'stage billing-manager',
      details: { title: 'billing_manager' },
    });
    story.people['max'] = { ...story.people['max']!, duties: ['approve_cash'] };
    expect(story.refuses('max', 'decide', approve(made))).toEqual({
      code: 'role_required',
      rule: 'duty approve_credit_note',
    });
    story.people['mia'] = { ...story.people['mia']!, limits: { credit_note: 4_999_99 } };
    expect(story.refuses('mia', 'decide', approve(made))).toEqual({
      code: 'approval_limit',
      rule: 'approval limit',
      details: { currency: 'USD' },
    });
  });

  it('twice, by themselves or in whatever name', () => {
    const { story, made } = proposed(30_000_00);
    story.delegations.push({ delegator: 'mia', delegate: 'max', startsAt: from, endsAt: to });
    story.does('max for mia', 'decide', approve(made));
    const twice = { code: 'segregation_one_stage', rule: 'one stage per person and version' };
    for (const who of ['max', 'mia', 'max for mia']) expect(story.refuses(who, 'decide', approve(made))).toEqual(twice);
    story.delegations.push({ delegator: 'max', delegate: 'dan', startsAt: from, endsAt: to });
    expect(story.refuses('dan for max', 'decide', approve(made))).toEqual(twice);
    story.does('dan', 'decide', approve(made));
  });

  it('for a stage that does not wait', () => {
    const { story, made } = proposed(30_000_00);
    expect(story.refuses('dan', 'decide', { ...approve(made), stage: 'finance-director' })).toEqual({
      code: 'approval_stage',
      rule: 'stage finance-director does not wait',
      details: { waiting: ['billing-manager'] },
    });
  });

  it('that takes other stages by now', () => {
    const { story, made } = proposed();
    story.recentProposals = [{ proposal: 'INQ-2026-000007-P1', kind: 'credit_note', amount: usd(20_000_01) }];
    expect(story.refuses('max', 'decide', approve(made))).toEqual({
      code: 'approval_stage',
      rule: 'thresholds: others were approved meanwhile, revise it',
      details: { needs: ['billing_manager', 'finance_director'] },
    });
    story.recentProposals = [{ proposal: 'INQ-2026-000007-P1', kind: 'credit_note', amount: usd(20_000_00) }];
    story.does('max', 'decide', approve(made));
  });

  it('asks for the limit of all that counts by now, and of what counted when it was made', () => {
    const { story, made } = proposed();
    story.people['max'] = { ...story.people['max']!, limits: { credit_note: 5_000_00 } };
    story.recentProposals = [{ proposal: 'INQ-2026-000007-P1', kind: 'credit_note', amount: usd(1) }];
    expect(story.refuses('max', 'decide', approve(made))).toMatchObject({ code: 'approval_limit' });
    story.recentProposals = [];
    story.does('max', 'decide', approve(made));

    const other = opened();
    other.recentProposals = [{ proposal: 'INQ-2026-000007-P1', kind: 'credit_note', amount: usd(1) }];
    const later = other.proposeCredit('ada', 5_000_00);
    other.recentProposals = [];
    other.people['max'] = { ...other.people['max']!, limits: { credit_note: 5_000_00 } };
    expect(other.refuses('max', 'decide', approve(later))).toMatchObject({ code: 'approval_limit' });
  });

  it('needs neither limit nor the same stages when it rejects or returns', () => {
    for (const decision of ['reject', 'return'] as const) {
      const { story, made } = proposed();
      story.people['max'] = { ...story.people['max']!, limits: {} };
      story.recentProposals = [{ proposal: 'INQ-2026-000007-P1', kind: 'credit_note', amount: usd(90_000_00) }];
      expect(story.does('max', 'decide', { ...made, decision, reason: text })).toEqual([
        {
          type: 'proposal_decided',
          proposal: made.proposal,
          version: 1,
          stage: 0,
          decision,
          contentHash: made.contentHash,
          decider: 'max',
          onBehalfOf: null,
          reason: text,
        },
        { type: 'proposal_closed', proposal: made.proposal, how: decision === 'reject' ? 'rejected' : 'returned' },
      ]);
    }
  });

  it('is told with whom it was taken for, and what it completes', () => {
    const { story, made } = proposed();
    story.delegations.push({ delegator: 'max', delegate: 'cas', startsAt: from, endsAt: to });
    expect(story.does('cas for max', 'decide', approve(made))).toEqual([
      {
        type: 'proposal_decided',
        proposal: made.proposal,
        version: 1,
        stage: 0,
        decision: 'approve',
        contentHash: made.contentHash,
        decider: 'cas',
        onBehalfOf: 'max',
      },
      { type: 'proposal_approved', proposal: made.proposal, version: 1 },
    ]);
  });

  it('beside an approval by somebody who has taken part since, or is one with somebody who has', () => {
    for (const happens of [
      (story: CaseStory) => {
        story.people['max'] = { ...story.people['max']!, roles: ['approver', 'agent'] };
        story.does('max', 'dispute', { invoice: 'INV-1', amount: usd(1), reason: 'price' });
      },
      (story: CaseStory) => (story.people['max'] = { ...story.people['max']!, person: 'ada' }),
    ]) {
      const { story, made } = proposed(30_000_00);
      story.does('max', 'decide', approve(made));
      happens(story);
      const duty = story.people['max']?.person === 'ada' ? 'preparer' : 'editor';
      expect(story.refuses('dan', 'decide', approve(made))).toEqual({
        code: 'segregation_excluded',
        rule: `segregation: ${duty}, who approved before: return it`,
        details: { decider: 'max' },
      });
      expect(story.does('dan', 'decide', { ...made, decision: 'return', reason: text }).at(-1)).toMatchObject({
        how: 'returned',
      });
    }
    const { story, made } = proposed(30_000_00);
    story.delegations.push({ delegator: 'mia', delegate: 'max', startsAt: from, endsAt: to });
    story.does('max for mia', 'decide', approve(made));
    story.people['mia'] = { ...story.people['mia']!, person: 'ada' };
    expect(story.refuses('dan', 'decide', approve(made))).toMatchObject({ details: { decider: 'max' } });
    story.people['mia'] = { ...story.people['mia'], person: 'max' };
    expect(story.does('dan', 'decide', approve(made)).at(-1)).toMatchObject({ type: 'proposal_approved' });
  });

  it('beside two approvals that turn out to be of one human being', () => {
    const story = new CaseStory(now, {}, (policy) => {
      policy.approvals.credit_note.bands[2]!.stages[0]!.quorum = 2;
    }).open();
    const made = story.proposeCredit('ada', 30_000_00);
    story.does('max', 'decide', approve(made));
    story.does('mia', 'decide', approve(made));
    story.people['mia'] = { ...story.people['mia']!, person: 'max' };
    expect(story.refuses('dan', 'decide', approve(made))).toEqual({
      code: 'segregation_one_stage',
      rule: 'one person approved two stages before: return it',
      details: { decider: 'mia' },
    });
  });

  it('of an earlier decider of the highest stage needs no limit, of who completes it does', () => {
    const story = new CaseStory(now, {}, (policy) => {
      policy.approvals.credit_note.bands[2]!.stages[1]!.quorum = 2;
    }).open();
    const made = story.proposeCredit('ada', 30_000_00);
    story.people['dot'] = { ...story.people['dan']!, id: 'dot', person: 'dot', limits: {} };
    story.does('max', 'decide', approve(made));
    story.does('dot', 'decide', approve(made));
    expect(story.does('dan', 'decide', approve(made)).at(-1)).toMatchObject({ type: 'proposal_approved' });
  });
});

describe('authority in the name of somebody else', () => {
  const directory = opened().context().directory;
  const lent = { delegator: 'max', delegate: 'dan', startsAt: from, endsAt: to };
  const withLent = (...delegations: object[]) => ({
    ...directory,
    delegations: delegations.map((part) => ({ ...lent, ...part })),
  });
  const ask = (of: typeof directory, actor = { id: 'dan', onBehalfOf: 'max' }, at = now) =>
    refusalOf(() => authorityOf(of, actor, at, 'credit_note'));
  const notInForce = { code: 'approval_stage', rule: 'delegation not in force' };

  it('needs a delegation by that one, to this one, in force, for the kind', () => {
    expect(authorityOf(withLent({}), { id: 'dan', onBehalfOf: 'max' }, now, 'credit_note').id).toBe('max');
    expect(authorityOf(directory, { id: 'dan' }, now, 'credit_note').id).toBe('dan');
    for (const other of [{ delegate: 'mia' }, { delegator: 'mia' }, { startsAt: to }, { endsAt: now }]) {
      expect(ask(withLent(other))).toEqual(notInForce);
    }
    expect(ask(withLent())).toEqual(notInForce);
    expect(ask(withLent({ startsAt: now }))).toBeNull();
    expect(ask(withLent({ scope: { kinds: ['payment_allocation'], maximum: null } }))).toEqual({
      code: 'approval_stage',
      rule: 'delegation: not for this kind',
      details: { kind: 'credit_note' },
    });
    expect(ask(withLent({ scope: { kinds: ['payment_allocation'], maximum: null } }, {}))).toBeNull();
    expect(ask(withLent({ scope: { kinds: null, maximum: null } }))).toBeNull();
  });

  it('needs both to be there and active', () => {
    const gone = {
      ...withLent({}),
      people: { ...directory.people, max: { ...directory.people['max']!, active: false } },
    };
    expect(ask(gone)).toEqual(notInForce);
    const left = {
      ...withLent({}),
      people: { ...directory.people, dan: { ...directory.people['dan']!, active: false } },
    };
    expect(ask(left)).toEqual({ code: 'person_unknown' });
    expect(ask(withLent({ delegator: 'nobody' }), { id: 'dan', onBehalfOf: 'nobody' })).toEqual(notInForce);
    expect(ask(directory, { id: 'nobody', onBehalfOf: 'max' })).toEqual({ code: 'person_unknown' });
  });

  it('reaches as far as the largest amount that was lent for the kind', () => {
    const within = (minor: number, ...delegations: object[]) =>
      refusalOf(() =>
        requireWithinDelegation(
          withLent(...delegations),
          { id: 'dan', onBehalfOf: 'max' },
          now,
          'credit_note',
          usd(minor),
        ),
      );
    const above = { code: 'approval_limit', rule: 'delegation: maximum', details: { currency: 'USD' } };
    const small = { scope: { kinds: null, maximum: 100 } };
    expect(within(100, small)).toBeNull();
    expect(within(101, small)).toEqual(above);
    expect(within(101, small, { scope: { kinds: ['credit_note'], maximum: 101 } })).toBeNull();
    expect(within(101, small, { scope: { kinds: ['payment_allocation'], maximum: null } })).toEqual(above);
    expect(within(101, small, {})).toBeNull();
    expect(within(1)).toEqual(above);
    expect(refusalOf(() => requireWithinDelegation(directory, { id: 'dan' }, now, 'credit_note', usd(9)))).toBeNull();
  });
});

describe('a limit', () => {
  const { policy } = opened();
  const exceeds = (limits: Record<string, number>, minor: number, counted = minor, currency = 'USD') =>
    exceedsLimit(somebody('eva', { limits }), 'credit_note', policy, { minor, currency }, usd(counted));

  it('holds to the unit, and none is none', () => {
    expect(exceeds({}, 1)).toBe(true);
    expect(exceeds({ credit_note: 100 }, 100)).toBe(false);
    expect(exceeds({ credit_note: 100 }, 101)).toBe(true);
    expect(exceeds({ 'credit_note:USD': 100 }, 100)).toBe(false);
    expect(exceeds({ 'credit_note:USD': 100 }, 101)).toBe(true);
    expect(exceeds({ 'credit_note:USD': 100 }, 100, 101)).toBe(true);
    expect(exceeds({ 'credit_note:EUR': 100 }, 1)).toBe(true);
    expect(exceeds({ credit_note: 100, 'credit_note:USD': 1_000 }, 101)).toBe(true);
    expect(exceeds({ credit_note: 1_000, 'credit_note:USD': 100 }, 101)).toBe(true);
  });

  it('in another currency counts as many times the amount, rounded up', () => {
    // 100 euros are 109 dollars; 218 are twice as much, 219 a little more.
    expect(exceeds({ 'credit_note:EUR': 200 }, 100, 218, 'EUR')).toBe(false);
    expect(exceeds({ 'credit_note:EUR': 200 }, 100, 219, 'EUR')).toBe(true);
    expect(exceeds({ 'credit_note:EUR': 201 }, 100, 219, 'EUR')).toBe(false);
    // What is worth nothing in the policy's currency is not divided by.
    expect(inPolicyCurrency(policy, { minor: 1, currency: 'JPY' }).amount.minor).toBe(1);
    expect(exceeds({ 'credit_note:SEK': 5 }, 5, 0, 'SEK')).toBe(false);
  });
});

test('an amount without a rate, and one that no band covers, are refused by name', () => {
  const { policy } = opened();
  expect(refusalOf(() => inPolicyCurrency(policy, { minor: 1, currency: 'BRL' }))).toEqual({
    code: 'rate_unknown',
    rule: 'rates of 2026-11-02',
    details: { currency: 'BRL' },
  });
  const bands = [{ upTo: 100, stages: [] }];
  const approval = { ...policy.approvals.credit_note, bands };
  expect(stagesFor(approval, usd(100))).toEqual([]);
  expect(refusalOf(() => stagesFor(approval, usd(101)))).toEqual({
    code: 'approval_stage',
    rule: 'no band of the policy covers this amount',
  });
});

test('what was proposed thirty days ago still counts', () => {
  expect(countingSince('2026-03-31T09:00:00.000Z')).toBe('2026-03-01T09:00:00.000Z');
});

test('a stage that is not there lacks nobody', () => {
  expect(approvalsLacking({ stages: [], decisions: [] }, 0)).toBe(0);
});

test('stages wait one after the other, in parallel all that lack somebody', () => {
  const stages = [2, 1, 1].map((quorum, index) => ({ name: `s${index}`, title: 't', quorum }));
  const waiting = (decided: number[], order?: 'parallel') =>
    waitingStages({ stages, ...(order && { order }), decisions: decided.map((stage) => ({ stage })) });
  expect([waiting([]), waiting([0]), waiting([0, 0]), waiting([0, 0, 1]), waiting([0, 0, 1, 2])]).toEqual([
    [0],
    [0],
    [1],
    [2],
    [],
  ]);
  expect([waiting([], 'parallel'), waiting([1], 'parallel'), waiting([0, 0, 2], 'parallel')]).toEqual([
    [0, 1, 2],
    [0, 2],
    [1],
  ]);
});

describe('a proposal', () => {
  const refused = (story: CaseStory, content: Parameters<typeof story.refuses<'propose'>>[2]['content'], who = 'ada') =>
    story.refuses(who, 'propose', { content });

  it('is told whole', () => {
    const story = new CaseStory(now, {}, (policy) => {
      policy.approvals.credit_note.order = 'parallel';
      policy.approvals.credit_note.remindAfterDays = 3;
    }).open();
    story.delegations.push({ delegator: 'ben', delegate: 'ada', startsAt: from, endsAt: to });
    story.does('ada for ben', 'propose', { content: credit(5_000_00) });
    const made = story.last('proposal_made');
    expect(made).toEqual({
      type: 'proposal_made',
      proposal: 'INQ-2026-000001-P1',
      version: 1,
      content: credit(5_000_00),
      contentHash: made.contentHash,
      preparer: 'ada',
      onBehalfOf: 'ben',
      stages: [{ name: 'billing-manager', title: 'billing_manager', quorum: 1 }],
      order: 'parallel',
      threshold: { amount: usd(5_000_00), counted: usd(5_000_00), rate: '1 USD' },
      expiresAt: '2026-03-23T09:00:00.000Z',
      remindAt: '2026-03-12T09:00:00.000Z',
    });
    const plain = new CaseStory(now, {}, (policy) => {
      delete policy.approvals.credit_note.remindAfterDays;
    }).open();
    plain.proposeCredit('ada', 1_00);
    expect(plain.last('proposal_made')).not.toHaveProperty('remindAt');
    expect(plain.last('proposal_made')).not.toHaveProperty('order');
    expect(plain.last('proposal_made').onBehalfOf).toBeNull();
  });

  it('of a credit note names an invoice of the customer, in its currency, up to what is open', () => {
    const story = opened();
    expect(refused(story, credit(0))).toEqual({ code: 'amount_invalid' });
    expect(refused(story, { ...credit(1), invoice: 'INV-0' })).toEqual({
      code: 'invoice_unknown',
      details: { invoice: 'INV-0' },
    });
    expect(refused(story, { ...credit(1), amount: { minor: 1, currency: 'EUR' } })).toEqual({
      code: 'currency_mismatch',
      details: { invoice: 'INV-1' },
    });
    expect(refused(story, credit(100_000_01))).toEqual({
      code: 'amount_exceeds',
      rule: 'more than is open on the invoice',
      details: { invoice: 'INV-1' },
    });
    expect(story.proposeCredit('ada', 100_000_00).proposal).toBe('INQ-2026-000001-P1');
    expect(refused(story, credit(1), 'lea')).toMatchObject({ code: 'transition_not_allowed' });
    const unknown = new CaseStory(now, {
      customer: null,
      identification: { level: 'none', method: 'none' },
    }).open();
    expect(refused(unknown, credit(1))).toEqual({ code: 'invoice_unknown', details: { invoice: 'INV-1' } });
    unknown.people['ada'] = { ...unknown.people['ada']!, duties: ['prepare_invoice'] };
    expect(
      refused(unknown, {
        kind: 'invoice',
        amount: usd(1),
        issuedOn: '2026-03-09',
        dueOn: '2026-04-09',
        lines: [{ quantity: '1', unitPrice: 1, tax: 0 }],
        explanation: text,
      }),
    ).toMatchObject({ code: 'not_identified', rule: 'an invoice is issued to a known customer' });
  });

  it('of an allocation adds up, each invoice once, of money that is there for them', () => {
    const story = opened();
    const one = [{ invoice: 'INV-1', minor: 100 }];
    expect(refused(story, allocation(100, one, 'PAY-0'))).toEqual({ code: 'payment_unknown' });
    story.payments['PAY-DE'] = { ...story.payments['PAY-1']!, legalEntity: 'halden-de' };
    expect(refused(story, allocation(100, one, 'PAY-DE'))).toEqual({ code: 'payment_unknown' });
    story.payments['PAY-2'] = { ...story.payments['PAY-1']!, customer: 'C-2' };
    expect(refused(story, allocation(100, one, 'PAY-2'))).toEqual({ code: 'payment_unknown', rule: 'payer' });
    story.payments['PAY-EUR'] = { ...story.payments['PAY-1']!, unapplied: { minor: 100, currency: 'EUR' } };
    expect(refused(story, allocation(100, one, 'PAY-EUR'))).toEqual({ code: 'currency_mismatch' });
    expect(refused(story, allocation(100, []))).toEqual({
      code: 'amount_invalid',
      rule: 'an allocation names at least one invoice',
    });
    expect(refused(story, allocation(100, [...one, { invoice: 'INV-1', minor: 0 }]))).toEqual({
      code: 'amount_invalid',
      rule: 'each invoice once',
    });
    expect(refused(story, allocation(100, [{ invoice: 'INV-1', minor: 0 }]))).toEqual({ code: 'amount_invalid' });
    expect(refused(story, allocation(100, [{ invoice: 'INV-0', minor: 100 }]))).toMatchObject({
      code: 'invoice_unknown',
    });
    const adds = { code: 'amount_invalid', rule: 'allocations must add up to the amount' };
    expect(refused(story, allocation(101, one))).toEqual(adds);
    expect(refused(story, allocation(99, one))).toEqual(adds);
    expect(refused(story, allocation(21_300_01, [{ invoice: 'INV-1', minor: 21_300_01 }]))).toEqual({
      code: 'amount_exceeds',
      rule: 'more than is unapplied on the payment',
    });
    story.payments['PAY-0'] = { ...story.payments['PAY-1']!, customer: null };
    story.does('ada', 'propose', { content: allocation(100, one, 'PAY-0') });
  });

  it('needs the duty of its kind', () => {
    const story = opened();
    story.people['ada'] = { ...story.people['ada']!, duties: ['apply_cash'] };
    const duty = { code: 'role_required', rule: 'duty prepare_credit_note' };
    expect(refused(story, credit(1))).toEqual(duty);
    story.people['ada'] = { ...story.people['ada'], duties: ['apply_cash', 'prepare_credit_note'] };
    const { proposal } = story.proposeCredit('ada', 1_00);
    story.people['ada'] = { ...story.people['ada'], duties: [] };
    expect(story.refuses('ada', 'revise', { proposal, content: credit(2) })).toEqual(duty);
  });

  it('is revised while it is open, returned or not in the books, and only then', () => {
    const story = opened();
    const first = story.proposeCredit('ada', 5_000_00);
    const revise = (proposal: string, content: ReturnType<typeof credit> | ReturnType<typeof allocation>) =>
      story.refuses('ada', 'revise', { proposal, content });
    expect(revise('P-9', credit(1))).toEqual({ code: 'proposal_not_found', details: { proposal: 'P-9' } });
    expect(revise(first.proposal, credit(5_000_00))).toEqual({ code: 'unchanged' });
    expect(revise(first.proposal, credit(0))).toEqual({ code: 'amount_invalid' });
    expect(revise(first.proposal, allocation(100, [{ invoice: 'INV-1', minor: 100 }]))).toEqual({
      code: 'record_unknown',
      rule: 'a proposal keeps its kind',
    });
    expect(story.refuses('ben', 'revise', { proposal: first.proposal, content: credit(1) })).toMatchObject({
      code: 'owner_only',
    });
    story.does('max', 'decide', { ...first, decision: 'return', reason: text });
    const second = story.proposeCredit('ada', 4_000_00);
    expect(revise(first.proposal, credit(1))).toEqual({ code: 'proposal_open' });
    story.does('ada', 'withdraw', { proposal: second.proposal });
    expect(revise(second.proposal, credit(1))).toEqual({
      code: 'proposal_not_open',
      details: { status: 'withdrawn' },
    });
    // The same again, once it was returned: it asks everybody once more.
    const again = story.does('ada', 'revise', { proposal: first.proposal, content: credit(5_000_00) });
    expect(again.at(-1)).toMatchObject({ type: 'proposal_revised', version: 2, contentHash: first.contentHash });
    story.does('max', 'decide', approve(first));
    expect(revise(first.proposal, credit(1))).toEqual({ code: 'proposal_not_open', details: { status: 'approved' } });
    story.happens('settleEffect', { key: 'k', kind: 'postToLedger', subject: first.proposal, result: 'failed' });
    story.does('ada', 'revise', { proposal: first.proposal, content: credit(1_00) });
  });

  it('is withdrawn with the reason that was given, while it is open or not in the books', () => {
    const story = opened();
    const first = story.proposeCredit('ada', 5_000_00);
    expect(story.refuses('ada', 'withdraw', { proposal: 'P-9' })).toEqual({
      code: 'proposal_not_found',
      details: { proposal: 'P-9' },
    });
    expect(story.refuses('ben', 'withdraw', { proposal: first.proposal })).toMatchObject({ code: 'owner_only' });
    expect(story.does('ada', 'withdraw', { proposal: first.proposal, reason: text })).toEqual([
      { type: 'proposal_closed', proposal: first.proposal, how: 'withdrawn', reason: text },
    ]);
    const second = story.proposeCredit('ada', 5_000_00);
    expect(story.refuses('ada', 'withdraw', { proposal: first.proposal })).toEqual({
      code: 'proposal_not_open',
      details: { status: 'withdrawn' },
    });
    story.does('max', 'decide', approve(second));
    story.happens('settleEffect', { key: 'k', kind: 'postToLedger', subject: second.proposal, result: 'failed' });
    expect(story.does('ada', 'withdraw', { proposal: second.proposal })).toEqual([
      { type: 'proposal_closed', proposal: second.proposal, how: 'withdrawn' },
    ]);
  });

  it('ends the waiting for the customer, and says why', () => {
    const story = opened();
    story.does('ada', 'requestInformation', { text });
    const events = story.does('ada', 'propose', { content: credit(1_00) });
    expect(events.find(({ type }) => type === 'clocks_set')).toMatchObject({
      cause: 'a proposal waits for approval',
    });
    expect(story.state.phase).toBe('pending_approval');
  });

  it('counts others of its kind that are open, approved, posted or failed, and no others', () => {
    const story = opened();
    const counted = () => (story.events.at(-1) as Event<'proposal_made'>).threshold.counted.minor;
    const first = story.proposeCredit('ada', 1_00);
    story.does('ada', 'withdraw', { proposal: first.proposal });
    const second = story.proposeCredit('ada', 2_00);
    expect(counted()).toBe(2_00);
    story.people['lea']!.limits = { credit_note: 1_000_00 };
    story.does('lea', 'decide', { ...second, decision: 'return', reason: text });
    const third = story.proposeCredit('ada', 4_00);
    expect(counted()).toBe(4_00);
    story.does('lea', 'decide', { ...third, decision: 'reject', reason: text });
    const fourth = story.proposeCredit('ada', 8_00);
    expect(counted()).toBe(8_00);
    story.does('lea', 'decide', approve(fourth));
    story.does('ada', 'propose', { content: allocation(100, [{ invoice: 'INV-1', minor: 100 }]) });
    expect(counted()).toBe(1_00);
    const [cash] = story.state.proposals.filter(({ content }) => content.kind === 'payment_allocation');
    story.does('ada', 'withdraw', { proposal: cash!.id });
    const fifth = story.proposeCredit('ada', 16_00);
    expect(counted()).toBe(24_00);
    story.does('ada', 'withdraw', { proposal: fifth.proposal });
    story.happens('settleEffect', { key: 'k', kind: 'postToLedger', subject: fourth.proposal, result: 'failed' });
    const sixth = story.proposeCredit('ada', 16_00);
    expect(counted()).toBe(24_00);
    story.does('ada', 'withdraw', { proposal: sixth.proposal });
  });
});

test('a kind that the policy of the case does not know', () => {
  const story = new CaseStory(now, {}, (policy) => {
    delete (policy.approvals as Record<string, unknown>)['credit_note'];
  }).open();
  expect(story.refuses('ada', 'propose', { content: credit(1) })).toEqual({
    code: 'kind_not_in_policy',
    rule: 'policy 1',
    details: { kind: 'credit_note' },
  });
});
