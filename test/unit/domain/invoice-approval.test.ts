import type { InvoiceLine, ProposedContent } from '../../../contracts/inquiry';
import { effectsOf } from '../../../domain/inquiry/effects';
import { invoiceTotals, lineNet } from '../../../domain/invoice-lines';
import { CaseStory, somebody, text, usd, type Event } from './case-story';

type ProposedInvoice = Extract<ProposedContent, { kind: 'invoice' }>;

const line = (quantity: string, unitPrice: number, tax = 0): InvoiceLine => ({ quantity, unitPrice, tax });
const invoice = (part: Partial<ProposedInvoice> = {}): ProposedInvoice => ({
  kind: 'invoice',
  amount: usd(1_200_00),
  issuedOn: '2026-03-09',
  dueOn: '2026-04-08',
  lines: [line('10', 100_00, 200_00)],
  explanation: text,
  ...part,
});

function opened(): CaseStory {
  const story = new CaseStory('2026-03-09T09:00:00.000Z').open();
  story.people['ada'] = somebody('ada', { duties: ['prepare_invoice'] });
  for (const id of ['lea', 'max', 'dan']) {
    const person = story.people[id]!;
    story.people[id] = {
      ...person,
      duties: [...person.duties, 'approve_invoice'],
      limits: { ...person.limits, invoice: 1_000_000_00 },
    };
  }
  story.invoices['INV-1'] = { ...story.invoices['INV-1']!, open: usd(60_000_00), paid: usd(40_000_00) };
  return story;
}

const approved = (story: CaseStory, content: ProposedInvoice): string => {
  story.does('ada', 'propose', { content });
  const { proposal, contentHash } = story.last('proposal_made');
  story.does('max', 'decide', { proposal, contentHash, decision: 'approve' });
  return proposal;
};

describe('a proposed invoice', () => {
  it('is numbered after its proposal, to the customer of the case, by its legal entity, and approved by bands', () => {
    const story = opened();
    story.does('ada', 'propose', { content: invoice() });
    expect(story.last('proposal_made')).toMatchObject({
      content: { ...invoice(), invoice: 'INV-2026-000001-1', customer: 'C-1', legalEntity: 'halden-uk' },
      stages: [{ title: 'billing_manager' }],
    });
  });

  it('may stand for a new one, or for one with what was paid on it', () => {
    const story = opened();
    story.does('ada', 'propose', { content: invoice({ purchaseOrder: 'PO-1' }) });
    story.does('ada', 'withdraw', { proposal: 'INQ-2026-000001-P1' });
    const lines = [line('1', 40_000_00)];
    story.does('ada', 'propose', { content: invoice({ replaces: 'INV-1', amount: usd(40_000_00), lines }) });
    expect(story.state.proposals[1]?.content).toMatchObject({ invoice: 'INV-2026-000001-2', replaces: 'INV-1' });
  });

  it.each<[string, Partial<ProposedInvoice>, object]>([
    ['whose lines do not add up', { amount: usd(1_200_01) }, { code: 'amount_invalid', rule: /add up/ }],
    ['without lines', { lines: [] }, { code: 'amount_invalid' }],
    ['for nothing', { amount: usd(0), lines: [line('1', 0)] }, { code: 'amount_invalid' }],
    ['with tax below zero', { lines: [line('1', 1_300_00, -100_00)] }, { code: 'amount_invalid', rule: /below zero/ }],
    [
      'too large to be counted exactly',
      { lines: [line('999999999', 999_999_999_999)] },
      { code: 'amount_invalid', rule: /exactly/ },
    ],
    ['due before it is issued', { dueOn: '2026-03-08' }, { code: 'date_invalid' }],
    ['issued years ago', { issuedOn: '2024-03-09' }, { code: 'date_invalid' }],
    ['issued years from now', { issuedOn: '2029-03-09', dueOn: '2029-03-09' }, { code: 'date_invalid' }],
    ['due years from now', { dueOn: '2028-03-09' }, { code: 'date_invalid' }],
    ['that replaces none', { replaces: 'INV-0' }, { code: 'invoice_unknown' }],
    ['that replaces one by an inherited name', { replaces: 'constructor' }, { code: 'invoice_unknown' }],
    ['that replaces one of another customer', { replaces: 'INV-2' }, { code: 'invoice_unknown' }],
    ['that replaces one of another company', { replaces: 'INV-3' }, { code: 'invoice_unknown', rule: 'legal entity' }],
    ['that replaces one in another currency', { replaces: 'INV-4' }, { code: 'currency_mismatch' }],
    ['for less than was paid', { replaces: 'INV-1' }, { code: 'amount_exceeds', rule: /more has been paid/ }],
  ])('%s is refused', (_name, part, { rule, ...refusal }: { rule?: RegExp | string }) => {
    const story = opened();
    const known = story.invoices['INV-1']!;
    story.invoices['INV-2'] = { ...known, customer: 'C-2' };
    story.invoices['INV-3'] = { ...known, legalEntity: 'halden-de' };
    story.invoices['INV-4'] = { ...known, open: { minor: 1, currency: 'EUR' } };
    const said = story.refuses('ada', 'propose', { content: invoice(part) });
    expect(said).toMatchObject(refusal);
    if (rule !== undefined) expect(said.rule).toMatch(rule);
  });

  it('needs its own duty, an identified customer, and a policy that knows the kind', () => {
    const story = opened();
    expect(story.refuses('ben', 'propose', { content: invoice() })).toMatchObject({
      code: 'owner_only',
    });
    expect(story.refuses('lea', 'propose', { content: invoice() })).toMatchObject({ rule: 'duty prepare_invoice' });
    const before = new CaseStory('2026-03-09T09:00:00.000Z', {}, (policy) => {
      delete policy.approvals.invoice;
    }).open();
    expect(before.refuses('ada', 'propose', { content: invoice() })).toEqual({
      code: 'kind_not_in_policy',
      rule: 'policy 1',
      details: { kind: 'invoice' },
    });
    const unknown = new CaseStory('2026-03-09T09:00:00.000Z', {
      customer: null,
      identification: { level: 'none', method: 'none' },
    }).open();
    unknown.people['ada'] = story.people['ada']!;
    expect(unknown.refuses('ada', 'propose', { content: invoice() })).toMatchObject({ code: 'not_identified' });
  });

  it('is not approved for a customer who is no longer that of the case', () => {
    const story = opened();
    story.does('ada', 'propose', { content: invoice() });
    story.customers['C-2'] = { contact: 'contact-2' };
    story.does('ada', 'identify', { customer: 'C-2', level: 'verified', method: 'call_back', evidence: text });
    const { proposal, contentHash } = story.last('proposal_made');
    expect(story.refuses('max', 'decide', { proposal, contentHash, decision: 'approve' })).toMatchObject({
      code: 'content_changed',
    });
  });

  it('once posted belongs to the case, is sent and followed up, and settles what was disputed of the old one', () => {
    const story = opened();
    story.does('ada', 'dispute', { invoice: 'INV-1', amount: usd(7_800_00), reason: 'price' });
    const lines = [line('1', 92_200_00)];
    story.people['max'] = { ...story.people['max']!, titles: ['billing_manager'] };
    story.does('ada', 'propose', { content: invoice({ replaces: 'INV-1', amount: usd(92_200_00), lines }) });
    const { proposal, contentHash, order } = story.last('proposal_made');
    expect(order).toBe('parallel');
    story.does('dan', 'decide', { proposal, contentHash, decision: 'approve' });
    story.does('max', 'decide', { proposal, contentHash, decision: 'approve' });
    const after = story.happens('settleEffect', { key: 'k', kind: 'postToLedger', subject: proposal, result: 'done' });
    expect(after).toEqual([
      { type: 'proposal_posted', proposal },
      { type: 'linked', target: { kind: 'invoice', id: 'INV-2026-000001-1' } },
      { type: 'dispute_credited', invoice: 'INV-1', credited: usd(7_800_00), remaining: usd(0) },
      expect.objectContaining({ type: 'dispute_settled', outcome: 'credited', returned: usd(0) }),
    ]);
    expect(effectsOf(after[0] as Event<'proposal_posted'>, story.state)).toMatchObject([
      { kind: 'tellFollowUp', data: { customer: 'C-1', signal: 'track', invoice: 'INV-2026-000001-1', issued: true } },
    ]);
  });
});

describe('the lines of an invoice', () => {
  it('count quantity times price, rounded half to even, discounts below zero', () => {
    expect(lineNet(line('1.5', 3_333), 'USD')).toEqual(usd(5_000));
    expect(lineNet(line('0.5', 1), 'USD')).toEqual(usd(0));
    expect(lineNet(line('1.5', 1), 'USD')).toEqual(usd(2));
    expect(lineNet(line('3', -50), 'USD')).toEqual(usd(-150));
    expect(invoiceTotals([line('3', 100, 57), line('1', -50)], 'USD')).toEqual({
      net: usd(250),
      tax: usd(57),
      gross: usd(307),
    });
  });
});

describe('a posting that nobody knows of', () => {
  const parked = (inBooks: boolean | null = null) => {
    const story = opened();
    const proposal = approved(story, invoice());
    story.happens('settleEffect', { key: 'effect-1', kind: 'postToLedger', subject: proposal, result: 'unknown' });
    story.posting = { key: 'effect-1', status: 'unknown', inBooks };
    return { story, proposal, found: { proposal, result: 'posted', evidence: text } as const };
  };

  it('holds the resolution up under its own name until a lead has looked into the books', () => {
    const { story, proposal, found } = parked();
    const resolution = { outcome: 'answered', rootCause: 'price list', answer: text } as const;
    expect(story.refuses('ada', 'resolve', resolution)).toMatchObject({
      code: 'posting_pending',
      details: { proposal },
    });
    expect(story.state.effectsParked).toEqual(['effect-1']);
    const events = story.does('lea', 'settlePosting', found);
    expect(events[0]).toEqual({ type: 'proposal_posted', proposal, effect: 'effect-1', evidence: text });
    expect(events[1]).toMatchObject({ type: 'linked' });
    expect(story.state).toMatchObject({ effectsParked: [], proposals: [{ status: 'posted' }] });
    story.does('ada', 'resolve', resolution);
  });

  it('that is not in the books can be revised, and is then no posting on its way but a proposal', () => {
    const { story, proposal, found } = parked(false);
    expect(story.does('lea', 'settlePosting', { ...found, result: 'not_posted' })).toEqual([
      { type: 'proposal_posting_failed', proposal, code: 'not_posted', effect: 'effect-1', evidence: text },
    ]);
    const resolution = { outcome: 'answered', rootCause: 'price list', answer: text } as const;
    expect(story.refuses('ada', 'resolve', resolution)).toMatchObject({ code: 'proposal_open' });
    story.does('ada', 'revise', { proposal, content: invoice({ dueOn: '2026-04-09' }) });
    expect(story.state.proposals[0]).toMatchObject({ version: 2, status: 'open' });
  });

  it('is not settled against the books', () => {
    const contradicted = { code: 'posting_contradicted', details: { key: 'effect-1' } };
    const missing = parked(false);
    expect(missing.story.refuses('lea', 'settlePosting', missing.found)).toMatchObject(contradicted);
    const there = parked(true);
    expect(there.story.refuses('lea', 'settlePosting', { ...there.found, result: 'not_posted' })).toMatchObject(
      contradicted,
    );
  });

  it('is settled by a lead with a duty for it who took no part, and only while it is unknown', () => {
    const { story, proposal, found } = parked();
    const refused = (who: string) => story.refuses(who, 'settlePosting', found);
    expect(refused('ada')).toMatchObject({ code: 'segregation_excluded', rule: 'segregation: preparer' });
    expect(refused('max')).toMatchObject({ code: 'role_required' });
    story.people['lou'] = somebody('lou', { roles: ['team_lead'], duties: ['approve_cash'] });
    expect(refused('lou')).toMatchObject({ rule: 'duty prepare_invoice or approve_invoice' });
    expect(story.refuses('lea', 'settlePosting', { ...found, proposal: 'nothing' })).toMatchObject({
      code: 'proposal_not_found',
    });
    story.posting = { key: 'effect-1', status: 'waiting', inBooks: null };
    expect(refused('lea')).toMatchObject({ code: 'posting_pending', details: { proposal } });
    story.posting = { key: 'effect-1', status: 'unknown', inBooks: null };
    story.does('lea', 'settlePosting', found);
    expect(refused('lea')).toMatchObject({ code: 'transition_not_allowed' });
  });
});
