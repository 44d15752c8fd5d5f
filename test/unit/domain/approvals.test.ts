import { contentHash, exceedsLimit, inPolicyCurrency, stagesFor, waitingStages } from '../../../domain/approvals';
import { decidersOf } from '../../../domain/inquiry/deciders-of';
import { CaseStory, defaultPolicy, somebody, text, usd, type Event } from './case-story';

const opened = (): CaseStory => new CaseStory('2026-03-09T09:00:00.000Z').open();
const credit = (minor: number) =>
  ({ kind: 'credit_note', invoice: 'INV-1', amount: usd(minor), reason: 'price', explanation: text }) as const;
const approve = (proposed: { proposal: string; contentHash: string }) => ({
  ...proposed,
  decision: 'approve' as const,
});

describe('scenario 11: $24,900, edited to $25,100', () => {
  const edited = () => {
    const story = opened();
    const first = story.proposeCredit('ada', 24_900_00);
    expect(story.last('proposal_made').stages.map(({ title }) => title)).toEqual(['billing_manager']);
    const revised = story.does('ada', 'revise', { proposal: first.proposal, content: credit(25_100_00) });
    const second = revised.at(-1) as Event<'proposal_revised'>;
    return { story, first, second };
  };

  it('an approval of the first version is void, and version 2 asks the billing manager again, then the director', () => {
    const story = opened();
    const first = story.proposeCredit('ada', 24_900_00);
    story.policy.approvals.credit_note.bands[1]!.stages[0]!.quorum = 2;
    const again = story.does('ada', 'revise', { proposal: first.proposal, content: credit(24_800_00) });
    const { contentHash: hash } = again.at(-1) as Event<'proposal_revised'>;
    story.does('max', 'decide', approve({ proposal: first.proposal, contentHash: hash }));
    expect(story.state.proposals[0]?.decisions).toHaveLength(1);
    story.does('ada', 'revise', { proposal: first.proposal, content: credit(25_100_00) });
    expect(story.state.proposals[0]).toMatchObject({ version: 3, decisions: [], status: 'open' });
    expect(story.state.proposals[0]?.stages.map(({ title }) => title)).toEqual(['billing_manager', 'finance_director']);
  });

  it('names other content than the present when it names the first', () => {
    const { story, first } = edited();
    expect(story.refuses('max', 'decide', approve(first))).toMatchObject({
      code: 'content_changed',
      details: { version: 2 },
    });
  });

  it('is approved when both have approved, in their order, and not before', () => {
    const { story, second } = edited();
    expect(story.refuses('dan', 'decide', approve(second))).toMatchObject({ code: 'approval_stage' });
    expect(story.does('max', 'decide', approve(second)).map(({ type }) => type)).toEqual(['proposal_decided']);
    expect(story.refuses('mia', 'decide', approve(second))).toMatchObject({ code: 'approval_stage' });
    expect(story.does('dan', 'decide', approve(second)).map(({ type }) => type)).toEqual([
      'proposal_decided',
      'proposal_approved',
    ]);
    expect(story.state.phase).toBe('in_progress');
  });

  it('a delegate who prepared it is refused, whoever they decide for', () => {
    const { story, second } = edited();
    story.delegations.push({
      delegator: 'max',
      delegate: 'ada',
      startsAt: '2026-03-01T00:00:00.000Z',
      endsAt: '2026-04-01T00:00:00.000Z',
    });
    story.people['ada'] = { ...story.people['ada']!, roles: ['agent', 'approver'] };
    expect(story.refuses('ada for max', 'decide', approve(second))).toEqual({
      code: 'segregation_excluded',
      rule: 'segregation: editor',
    });
  });
});

describe('a proposal', () => {
  it('expires after the days of the policy, at the millisecond, and can then not be approved', () => {
    const story = opened();
    const proposed = story.proposeCredit('ada', 5_000_00);
    expect(story.last('proposal_made').expiresAt).toBe('2026-03-23T09:00:00.000Z');
    story.at('2026-03-23T09:00:00.000Z');
    expect(story.refuses('max', 'decide', approve(proposed))).toMatchObject({ code: 'proposal_not_open' });
    expect(story.passUntil('2026-03-23T09:00:00.000Z')).toContainEqual({
      type: 'proposal_closed',
      proposal: proposed.proposal,
      how: 'expired',
    });
    expect(story.state.phase).toBe('in_progress');
    expect(story.refuses('max', 'decide', approve(proposed))).toMatchObject({ code: 'transition_not_allowed' });
  });

  it('is approved up to the last millisecond before', () => {
    const story = opened();
    const proposed = story.proposeCredit('ada', 5_000_00);
    story.passUntil('2026-03-23T08:59:59.999Z');
    expect(story.does('max', 'decide', approve(proposed)).at(-1)).toMatchObject({ type: 'proposal_approved' });
  });

  it('that was returned is revised and asks everybody again', () => {
    const story = opened();
    const proposed = story.proposeCredit('ada', 5_000_00);
    story.does('max', 'decide', { ...proposed, decision: 'return', reason: text });
    expect(story.state).toMatchObject({ phase: 'in_progress', proposals: [{ status: 'returned' }] });
    const revised = story.does('ada', 'revise', { proposal: proposed.proposal, content: credit(4_000_00) });
    const { contentHash: hash } = revised.at(-1) as Event<'proposal_revised'>;
    story.does('max', 'decide', approve({ ...proposed, contentHash: hash }));
    expect(story.state.proposals[0]?.status).toBe('approved');
  });

  it('that was rejected or withdrawn is not revised', () => {
    const story = opened();
    const first = story.proposeCredit('ada', 5_000_00);
    story.does('max', 'decide', { ...first, decision: 'reject', reason: text });
    expect(story.refuses('ada', 'revise', { proposal: first.proposal, content: credit(1) })).toMatchObject({
      code: 'proposal_not_open',
    });
    const second = story.proposeCredit('ada', 5_000_00);
    story.does('ada', 'withdraw', { proposal: second.proposal });
    expect(story.refuses('ada', 'revise', { proposal: second.proposal, content: credit(1) })).toMatchObject({
      code: 'proposal_not_open',
    });
  });

  it('needs the duty to prepare, and something that can be credited', () => {
    const story = opened();
    const propose = (who: string, content: ReturnType<typeof credit>) => story.refuses(who, 'propose', { content });
    expect(propose('lea', credit(1_00))).toMatchObject({ code: 'role_required', rule: 'duty prepare_credit_note' });
    expect(propose('ada', credit(0))).toMatchObject({ code: 'amount_invalid' });
    expect(propose('ada', credit(100_000_01))).toMatchObject({ code: 'amount_exceeds' });
    expect(propose('ada', { ...credit(1), amount: { minor: 1, currency: 'EUR' } })).toMatchObject({
      code: 'currency_mismatch',
    });
    story.invoices['INV-1']!.customer = 'C-2';
    expect(propose('ada', credit(1_00))).toMatchObject({ code: 'invoice_unknown' });
  });

  it('of a payment adds up, within what is not applied yet', () => {
    const story = opened();
    const allocate = (minor: number, parts: [string, number][], payment = 'PAY-1') => ({
      content: {
        kind: 'payment_allocation' as const,
        payment,
        amount: usd(minor),
        allocations: parts.map(([invoice, part]) => ({ invoice, amount: usd(part) })),
        explanation: text,
      },
    });
    expect(story.refuses('ada', 'propose', allocate(100, [['INV-1', 99]]))).toMatchObject({ code: 'amount_invalid' });
    expect(story.refuses('ada', 'propose', allocate(100, []))).toMatchObject({ code: 'amount_invalid' });
    expect(
      story.refuses(
        'ada',
        'propose',
        allocate(100, [
          ['INV-1', 50],
          ['INV-1', 50],
        ]),
      ),
    ).toMatchObject({ code: 'amount_invalid' });
    expect(story.refuses('ada', 'propose', allocate(21_300_01, [['INV-1', 21_300_01]]))).toMatchObject({
      code: 'amount_exceeds',
    });
    expect(story.refuses('ada', 'propose', allocate(1, [['INV-1', 1]], 'PAY-0'))).toMatchObject({
      code: 'payment_unknown',
    });
    expect(story.refuses('ada', 'propose', allocate(1, [['constructor', 1]]))).toMatchObject({
      code: 'invoice_unknown',
    });
    expect(story.refuses('ada', 'propose', allocate(1, [['INV-1', 1]], 'constructor'))).toMatchObject({
      code: 'payment_unknown',
    });
    // Money of a customer who does not belong to this one settles nothing here.
    story.payments['PAY-2'] = { ...story.payments['PAY-1']!, customer: 'C-2' };
    expect(story.refuses('ada', 'propose', allocate(1, [['INV-1', 1]], 'PAY-2'))).toMatchObject({
      code: 'payment_unknown',
      rule: 'payer',
    });
    story.does('ada', 'propose', allocate(21_300_00, [['INV-1', 21_300_00]]));
    expect(story.last('proposal_made').stages.map(({ title }) => title)).toEqual(['cash_manager']);
  });
});

describe('stages in parallel', () => {
  const parallel = (director = 1) => {
    const story = new CaseStory('2026-03-09T09:00:00.000Z', {}, (policy) => {
      policy.approvals.credit_note.order = 'parallel';
      policy.approvals.credit_note.bands[2]!.stages[1]!.quorum = director;
    }).open();
    return { story, proposed: story.proposeCredit('ada', 30_000_00) };
  };

  it('may be decided in any order, each by somebody else', () => {
    const { story, proposed } = parallel();
    expect(story.last('proposal_made').order).toBe('parallel');
    expect(story.does('dan', 'decide', approve(proposed)).map(({ type }) => type)).toEqual(['proposal_decided']);
    story.people['dan'] = { ...story.people['dan']!, titles: ['billing_manager', 'finance_director'] };
    expect(story.refuses('dan', 'decide', approve(proposed))).toMatchObject({ code: 'segregation_one_stage' });
    story.people['mia'] = { ...story.people['mia']!, person: 'dan' };
    expect(story.refuses('mia', 'decide', approve(proposed))).toMatchObject({ code: 'segregation_one_stage' });
    expect(story.does('max', 'decide', approve(proposed)).at(-1)).toMatchObject({ type: 'proposal_approved' });
  });

  it('let somebody with several titles say which; the first that waits for them is meant otherwise', () => {
    const { story, proposed } = parallel();
    story.people['dan'] = { ...story.people['dan']!, titles: ['billing_manager', 'finance_director'] };
    expect(story.refuses('dan', 'decide', { ...approve(proposed), stage: 'nowhere' })).toMatchObject({
      code: 'approval_stage',
      details: { waiting: ['billing-manager', 'finance-director'] },
    });
    story.does('dan', 'decide', { ...approve(proposed), stage: 'finance-director' });
    expect(story.last('proposal_decided').stage).toBe(1);
    expect(story.refuses('max', 'decide', { ...approve(proposed), stage: 'finance-director' })).toMatchObject({
      code: 'approval_stage',
    });
    story.does('max', 'decide', approve(proposed));
    expect(story.state.proposals[0]?.status).toBe('approved');
  });

  it('need everybody of each quorum', () => {
    const { story, proposed } = parallel(2);
    story.people['dot'] = { ...story.people['dan']!, id: 'dot', person: 'dot' };
    story.does('dan', 'decide', approve(proposed));
    story.does('max', 'decide', approve(proposed));
    expect(story.refuses('mia', 'decide', approve(proposed))).toMatchObject({ code: 'approval_stage' });
    expect(story.does('dot', 'decide', approve(proposed)).at(-1)).toMatchObject({ type: 'proposal_approved' });
  });

  it('ask for the limit of whoever decided the last stage, as it is when all is decided', () => {
    const { story, proposed } = parallel();
    const { dan } = story.people;
    story.people['dan'] = { ...dan!, limits: { credit_note: 29_999_99 } };
    expect(story.refuses('dan', 'decide', approve(proposed))).toMatchObject({ code: 'approval_limit' });
    story.people['dan'] = dan!;
    story.does('dan', 'decide', approve(proposed));
    story.people['dan'] = { ...dan!, limits: {} };
    expect(story.refuses('max', 'decide', approve(proposed))).toMatchObject({ code: 'approval_limit' });
    delete story.people['dan'];
    expect(story.refuses('max', 'decide', approve(proposed))).toMatchObject({ code: 'approval_limit' });
    story.people['dan'] = dan!;
    story.does('max', 'decide', approve(proposed));
  });
});

describe('a reminder', () => {
  const waiting = () => {
    const story = opened();
    story.policy.approvals.credit_note.remindAfterDays = 10;
    return { story, proposed: story.proposeCredit('ada', 30_000_00) };
  };

  it('goes once to everyone who is there and may decide a stage that waits', () => {
    const { story, proposed } = waiting();
    expect(story.last('proposal_made').remindAt).toBe('2026-03-19T09:00:00.000Z');
    story.people['mia'] = { ...story.people['mia']!, absentUntil: '2026-04-01T00:00:00.000Z' };
    const events = story.passUntil('2026-03-22T00:00:00.000Z').filter(({ type }) => type !== 'clocks_set');
    const reminded = events.filter(({ type }) => type === 'approval_reminded');
    expect(reminded).toEqual([
      {
        type: 'approval_reminded',
        proposal: proposed.proposal,
        version: 1,
        stages: ['billing-manager'],
        people: ['max'],
      },
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'message_queued', purpose: 'alert', recipient: { person: 'max' } }),
    );
    expect(story.state.proposals[0]).not.toHaveProperty('remindAt');
  });

  it('tells the team when nobody is there who may', () => {
    const { story } = waiting();
    for (const id of ['max', 'mia']) story.people[id] = { ...story.people[id]!, active: false };
    const events = story.passUntil('2026-03-19T09:00:00.000Z');
    const at = events.findIndex(({ type }) => type === 'approval_reminded');
    expect(events.slice(at)).toMatchObject([{ people: [] }, { purpose: 'alert', recipient: { team: 'billing' } }]);
  });

  it('is left out for what was decided or has expired meanwhile, and comes again for a new version', () => {
    const { story, proposed } = waiting();
    story.at('2026-03-18T09:00:00.000Z');
    story.does('ada', 'revise', { proposal: proposed.proposal, content: credit(31_000_00) });
    expect(story.passUntil('2026-03-27T00:00:00.000Z')).not.toContainEqual(
      expect.objectContaining({ type: 'approval_reminded' }),
    );
    const late = waiting();
    late.story.at('2026-03-30T00:00:00.000Z');
    const events = late.story.happens('deadlinesDue', {});
    expect(events).not.toContainEqual(expect.objectContaining({ type: 'approval_reminded' }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'proposal_closed', how: 'expired' }));
  });
});

test.each(['reject', 'return'] as const)('who says %s says why', (decision) => {
  const story = opened();
  const proposed = story.proposeCredit('ada', 5_000_00);
  expect(story.refuses('max', 'decide', { ...proposed, decision })).toEqual({
    code: 'reason_required',
    rule: decision,
  });
});

test('who may decide is asked of the rules: those present, and why the others may not', () => {
  const story = opened();
  story.proposeCredit('ada', 30_000_00);
  const { people } = story;
  people['mia'] = { ...people['mia']!, absentUntil: '2026-04-01T00:00:00.000Z' };
  people['ada'] = { ...people['ada']!, roles: ['agent', 'approver'], titles: ['billing_manager'] };
  people['bob'] = { ...people['max']!, id: 'bob', person: 'bob', duties: [] };
  people['eve'] = { ...people['max']!, id: 'eve', person: 'eve', roles: ['manager'] };
  people['dot'] = { ...people['dan']!, id: 'dot', person: 'dot', limits: { credit_note: 1 } };
  story.delegations.push({
    delegator: 'dan',
    delegate: 'cas',
    startsAt: '2026-03-01T00:00:00.000Z',
    endsAt: '2026-04-01T00:00:00.000Z',
  });
  const [proposal] = story.state.proposals;
  const stage = (index: number) => decidersOf(story.state, proposal!, index, story.context());
  expect(stage(0).may).toEqual([{ id: 'max' }]);
  expect(Object.fromEntries(stage(0).others.map(({ id, because }) => [id, because]))).toEqual({
    ada: 'excluded: preparer',
    mia: 'absent',
    bob: 'duty approve_credit_note',
    eve: 'roles',
  });
  expect(stage(1).may).toEqual([{ id: 'dan' }, { id: 'cas', onBehalfOf: 'dan' }]);
  expect(stage(1).others).toEqual([{ id: 'dot', because: 'approval limit' }]);
});

describe('thresholds', () => {
  it('count what the customer was proposed in thirty days, so that splitting does not help', () => {
    const story = opened();
    story.recentProposals = [
      { proposal: 'INQ-2026-000007-P1', kind: 'credit_note', amount: usd(24_000_00) },
      { proposal: 'INQ-2026-000008-P1', kind: 'payment_allocation', amount: usd(90_000_00) },
    ];
    story.proposeCredit('ada', 1_000_01);
    const { threshold, stages } = story.last('proposal_made');
    expect(threshold).toMatchObject({ amount: usd(1_000_01), counted: usd(25_000_01) });
    expect(stages.map(({ title }) => title)).toEqual(['billing_manager', 'finance_director']);
  });

  it('count all that was proposed on the same case, however long ago, unless it came to nothing', () => {
    const story = opened();
    const first = story.proposeCredit('ada', 20_000_00);
    story.does('max', 'decide', approve(first));
    story.happens('settleEffect', { key: 'k', kind: 'postToLedger', subject: first.proposal, result: 'done' });
    const second = story.proposeCredit('ada', 90_000_00);
    story.does('ada', 'withdraw', { proposal: second.proposal });
    story.at('2026-05-20T09:00:00.000Z').proposeCredit('ada', 6_000_00);
    expect(story.last('proposal_made').threshold.counted).toEqual(usd(26_000_00));
  });

  it('do not count a version of the same proposal twice', () => {
    const story = opened();
    const { proposal } = story.proposeCredit('ada', 600_00);
    story.recentProposals = [{ proposal, kind: 'credit_note', amount: usd(600_00) }];
    story.does('ada', 'revise', { proposal, content: credit(700_00) });
    expect(story.last('proposal_revised').threshold.counted).toEqual(usd(700_00));
  });

  it('count other currencies at the dated rate of the policy, and refuse one without a rate', () => {
    const policy = defaultPolicy();
    expect(inPolicyCurrency(policy, { minor: 1_000_00, currency: 'EUR' })).toEqual({
      amount: usd(1_090_00),
      rate: '1.09 USD per EUR, 2026-11-02',
    });
    expect(inPolicyCurrency(policy, { minor: 1_000_000, currency: 'JPY' }).amount).toEqual(usd(6_600_00));
    expect(() => inPolicyCurrency(policy, { minor: 1, currency: 'BRL' })).toThrow('rate_unknown');
    expect(stagesFor(policy.approvals.credit_note, usd(1_000_00))).toHaveLength(1);
  });
});

describe('limits', () => {
  it('are those of the last to approve, and none stated means none', () => {
    const story = opened();
    const proposed = story.proposeCredit('ada', 20_000_00);
    story.people['max'] = { ...story.people['max']!, limits: {} };
    expect(story.refuses('max', 'decide', approve(proposed))).toMatchObject({ code: 'approval_limit' });
    story.people['max'] = { ...story.people['max'], limits: { credit_note: 19_999_99 } };
    expect(story.refuses('max', 'decide', approve(proposed))).toMatchObject({ code: 'approval_limit' });
    expect(story.does('max', 'decide', { ...proposed, decision: 'return', reason: text }).at(-1)).toMatchObject({
      how: 'returned',
    });
  });

  it('hold in the currency of the amount and in that of the policy, for all that counts together', () => {
    const { policy } = opened();
    const rate = inPolicyCurrency(policy, { minor: 100_00, currency: 'EUR' }).amount.minor / 100_00;
    const euro = (minor: number) => ({ minor, currency: 'EUR' });
    const person = somebody('eva', { limits: { credit_note: 900, 'credit_note:EUR': 300 } });
    const exceeds = (amount: { minor: number; currency: string }, counted: number) =>
      exceedsLimit(person, 'credit_note', policy, amount, usd(counted));
    expect(exceeds(euro(250), Math.round(250 * rate))).toBe(false);
    expect(exceeds(euro(301), Math.round(301 * rate))).toBe(true);
    // Twice 250 euros counted together, though each alone is within the limit.
    expect(exceeds(euro(250), Math.round(500 * rate))).toBe(true);
    expect(exceeds(usd(250), 900)).toBe(false);
    expect(exceeds(usd(250), 901)).toBe(true);
    expect(exceedsLimit(person, 'payment_allocation', policy, usd(1), usd(1))).toBe(true);
  });
});

test('what was approved elsewhere since a proposal was made counts when it is decided', () => {
  const story = opened();
  const proposed = story.proposeCredit('ada', 600_00);
  const { stages } = story.state.proposals[0]!;
  story.recentProposals = [{ proposal: 'INQ-2026-000009-P1', kind: 'credit_note', amount: usd(24_900_00) }];
  expect(stages.map(({ title }) => title)).toHaveLength(1);
  expect(story.refuses('max', 'decide', { ...proposed, decision: 'approve' })).toMatchObject({
    code: expect.stringMatching(/approval_stage|approval_limit/) as string,
  });
});

test('a stage waits until its quorum is there', () => {
  const stages = [
    { name: 'a', title: 'a', quorum: 2 },
    { name: 'b', title: 'b', quorum: 1 },
  ];
  const waiting = (...decided: number[]) => waitingStages({ stages, decisions: decided.map((stage) => ({ stage })) });
  expect(waiting()).toEqual([0]);
  expect(waiting(0)).toEqual([0]);
  expect(waiting(0, 0)).toEqual([1]);
  expect(waiting(0, 0, 1)).toEqual([]);
  const parallel = (...decided: number[]) =>
    waitingStages({ stages, order: 'parallel', decisions: decided.map((stage) => ({ stage })) });
  expect(parallel()).toEqual([0, 1]);
  expect(parallel(1)).toEqual([0]);
  expect(parallel(0, 0, 1)).toEqual([]);
});

test('the content hash covers case, proposal and every part of the content, in any order of keys', () => {
  const hash = contentHash('INQ-2026-000001', 'P1', credit(100));
  const { kind, ...rest } = credit(100);
  expect(contentHash('INQ-2026-000001', 'P1', { ...rest, kind })).toBe(hash);
  const others = [
    contentHash('INQ-2026-000002', 'P1', credit(100)),
    contentHash('INQ-2026-000001', 'P2', credit(100)),
    contentHash('INQ-2026-000001', 'P1', credit(101)),
    contentHash('INQ-2026-000001', 'P1', { ...credit(100), reason: 'tax' }),
    contentHash('INQ-2026-000001', 'P1', { ...credit(100), explanation: { ...text, hash: 'e'.repeat(64) } }),
  ];
  expect(new Set([hash, ...others]).size).toBe(6);
});
