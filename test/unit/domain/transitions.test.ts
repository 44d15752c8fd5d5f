import { allowedNextSteps, isActive, requireTransition, restsOnMerges } from '../../../domain/inquiry/transitions';
import { Refused } from '../../../domain/refusal';
import type { InquiryState, MergeState, Phase, ProposalStatus } from '../../../domain/inquiry/state';
import { CaseStory } from './case-story';

const story = new CaseStory('2026-03-09T09:00:00.000Z').open();
story.proposeCredit('ada', 500_00);
const state = (part: Partial<InquiryState>): InquiryState => ({ ...story.state, ...part });
const withProposal = (phase: Phase, status: ProposalStatus): InquiryState =>
  state({ phase, proposals: story.state.proposals.map((proposal) => ({ ...proposal, status })) });
const merged: MergeState = {
  into: 'INQ-2026-000001',
  before: { phase: 'open', escalation: null, clocks: [] },
  heardAt: null,
};

const phases: Phase[] = [
  'open',
  'assigned',
  'in_progress',
  'pending_customer',
  'pending_approval',
  'reopened',
  'resolved',
  'closed',
];

test('a case is active until it is resolved', () => {
  expect(phases.filter((phase) => isActive({ phase }))).toEqual(phases.slice(0, 6));
});

test('what has ended takes nothing', () => {
  for (const phase of phases) expect(allowedNextSteps(state({ phase, ended: true }))).toEqual([]);
});

test('a merged case takes a note and being unmerged; no other one is unmerged', () => {
  expect(allowedNextSteps(state({ phase: 'closed', merged }))).toEqual(['addNote', 'unmerge']);
  for (const phase of phases) expect(allowedNextSteps(state({ phase }))).not.toContain('unmerge');
});

test('what is not escalated is not de-escalated, what is not put off is not taken back', () => {
  const plain = state({ phase: 'in_progress', escalation: null, snoozedUntil: null });
  expect(allowedNextSteps(plain)).not.toContain('deEscalate');
  expect(allowedNextSteps(plain)).not.toContain('unsnooze');
  expect(allowedNextSteps({ ...plain, escalation: { level: 1 } })).toContain('deEscalate');
  expect(allowedNextSteps({ ...plain, snoozedUntil: '2026-04-01T00:00:00.000Z' })).toContain('unsnooze');
});

test('an event of a regulatory pack is recorded where a pack applies', () => {
  const packs = [{ pack: 'rules', calendar: 'london' }];
  for (const phase of phases) {
    expect(allowedNextSteps(state({ phase }))).not.toContain('recordRegulatoryEvent');
    expect(allowedNextSteps(state({ phase, regulatory: { packs: [], events: [] } }))).not.toContain(
      'recordRegulatoryEvent',
    );
    expect(allowedNextSteps(state({ phase, regulatory: { packs, events: [] } }))).toContain('recordRegulatoryEvent');
  }
});

test('a posting is settled of what is approved, and only of that', () => {
  const statuses: ProposalStatus[] = [
    'open',
    'posted',
    'posting_failed',
    'rejected',
    'returned',
    'withdrawn',
    'expired',
  ];
  for (const status of statuses) {
    expect(allowedNextSteps(withProposal('in_progress', status))).not.toContain('settlePosting');
  }
  expect(allowedNextSteps(withProposal('in_progress', 'approved'))).toContain('settlePosting');
  expect(allowedNextSteps(withProposal('resolved', 'approved'))).not.toContain('settlePosting');
  const [proposal] = story.state.proposals;
  const both = state({
    phase: 'in_progress',
    proposals: [
      { ...proposal!, status: 'posted' },
      { ...proposal!, status: 'approved' },
    ],
  });
  expect(allowedNextSteps(both)).toContain('settlePosting');
});

test('withdrawn is what waits, and what the books refused', () => {
  expect(allowedNextSteps(withProposal('pending_approval', 'open'))).toContain('withdraw');
  for (const status of ['approved', 'posted', 'rejected', 'returned', 'withdrawn', 'expired'] as const) {
    expect(allowedNextSteps(withProposal('in_progress', status))).not.toContain('withdraw');
  }
  expect(allowedNextSteps(withProposal('in_progress', 'posting_failed'))).toContain('withdraw');
  const [proposal] = story.state.proposals;
  const both = state({
    phase: 'assigned',
    proposals: [
      { ...proposal!, status: 'posted' },
      { ...proposal!, status: 'posting_failed' },
    ],
  });
  expect(allowedNextSteps(both)).toContain('withdraw');
});

test('what looks at links, disputes or proposals rests on the cases that were merged in; nothing else does', () => {
  const resting = ['propose', 'revise', 'settlePosting', 'settleEffect', 'settleDispute', 'resolve', 'merge', 'split'];
  expect(resting.filter(restsOnMerges)).toEqual(resting);
  expect(['decide', 'withdraw', 'claim', 'unmerge', 'absorb', ''].filter(restsOnMerges)).toEqual([]);
});

test('a refusal says what is allowed; of a merged case, where it went', () => {
  const refusal = (of: InquiryState, command: 'confirm' | 'reply'): unknown => {
    try {
      requireTransition(of, command);
    } catch (error) {
      return error instanceof Refused ? error.refusal : error;
    }
    return null;
  };
  const working = state({ phase: 'in_progress' });
  expect(refusal(working, 'reply')).toBeNull();
  expect(refusal(working, 'confirm')).toEqual({
    code: 'transition_not_allowed',
    rule: 'lifecycle',
    details: { status: 'in_progress', command: 'confirm', allowed: allowedNextSteps(working) },
  });
  expect(refusal(state({ phase: 'closed', merged }), 'reply')).toEqual({
    code: 'case_merged',
    rule: 'merge',
    details: { into: merged.into, allowed: ['addNote', 'unmerge'] },
  });
});
