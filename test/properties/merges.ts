import fc from 'fast-check';
import type { LinkTarget } from '../../contracts/inquiry';
import { addElapsed, dayInMilliseconds } from '../../domain/instant';
import type { InquiryState } from '../../domain/inquiry/state';
import { check, Choices, sameValue, Tally } from './inquiry-choices';
import { MergeDesk } from './merge-desk';
import { text, usd } from '../unit/domain/case-story';

const number = fc.noBias(fc.nat({ max: 0xffff_ffff }));
const moves = fc.array(number, { minLength: 1, maxLength: 40, size: 'max' });
const invoices = ['INV-1', 'INV-2', 'INV-3'];
const links: LinkTarget[] = [
  ...invoices.map((id) => ({ kind: 'invoice', id }) as const),
  { kind: 'agreement', id: 'A-1' },
  { kind: 'inquiry', id: 'INQ-2026-000001' },
];
const workers = ['ada', 'lea', 'lea', 'lea', 'lea', 'lea', 'ben'];

/** One move of one of the cases; whatever is refused is refused. */
function move(desk: MergeDesk, choices: Choices, tally: Tally): void {
  const references = [...desk.cases.keys()];
  const on = choices.one(references);
  const who = choices.one(workers);
  const merged = references.filter((reference) => desk.at(reference).merged);
  const note = (name: string, refused: { code: string } | null): void =>
    tally.note(refused ? `${name} refused: ${refused.code}` : name);
  switch (choices.one(usual)) {
    case 'dispute': {
      const amount = usd(choices.one([100_00, 7_800_00]));
      note('dispute', desk.tries(who, on, 'dispute', { invoice: choices.one(invoices), amount, reason: 'price' }));
      return;
    }
    case 'settle':
      note('settle', desk.tries(who, on, 'settleDispute', { invoice: choices.one(invoices), outcome: 'rejected' }));
      return;
    case 'link':
      desk.tries(who, on, 'link', choices.one(links));
      return;
    case 'unlink':
      note('unlink', desk.tries(who, on, 'unlink', choices.one(links)));
      return;
    case 'credit':
      note('propose', desk.propose('ada', on, choices.one(invoices), choices.one([20_000_00, 7_800_00, 26_000_00])));
      return;
    case 'approve':
      note('approve', desk.approve(choices.one(['max', 'max', 'dan']), withProposal(desk, 'open') ?? on));
      return;
    case 'post':
      desk.post(withProposal(desk, 'approved') ?? on);
      return;
    case 'merge':
      note('merge', desk.tries(who, on, 'merge', { into: choices.one(references.slice(0, 3)) }));
      return;
    case 'unmerge':
      note('unmerge', desk.tries(who, choices.one([...merged, on]), 'unmerge', {}));
      return;
    case 'split': {
      if (desk.cases.size > 7) return;
      const { links: all, disputes } = desk.at(on);
      const named = choices.some(
        disputes.map(({ invoice }) => invoice),
        50,
      );
      const data = { category: 'general', text, links: choices.some(all, 30), disputes: named } as const;
      note('split', desk.tries(who, on, 'split', data));
      return;
    }
    case 'ask':
      desk.tries(who, on, 'requestInformation', { text });
      return;
    case 'write':
      desk.writes(on, choices.percent(30));
      return;
    case 'resolve':
      note('resolve', desk.tries(who, on, 'resolve', { outcome: 'answered', rootCause: 'price', answer: text }));
      return;
    case 'reopen':
      desk.tries(who, on, 'reopen', {});
      return;
    case 'hear':
      desk.hear(choices.below(4));
      return;
    case 'wait':
      desk.passUntil(addElapsed(desk.now, choices.one([60_000, dayInMilliseconds / 3, dayInMilliseconds])));
      return;
  }
}

const usual = [
  ...['dispute', 'dispute', 'dispute', 'settle', 'link', 'unlink', 'credit', 'credit', 'approve', 'approve', 'post'],
  ...['merge', 'merge', 'merge', 'merge', 'unmerge', 'unmerge', 'unmerge', 'split', 'ask', 'write', 'resolve'],
  ...['reopen', 'hear', 'hear', 'hear', 'hear', 'wait'],
] as const;

const withProposal = (desk: MergeDesk, status: string): string | undefined =>
  [...desk.cases.values()].find(({ proposals }) => proposals.some((each) => each.status === status))?.reference;

function begin(choices: Choices): MergeDesk {
  const desk = new MergeDesk();
  for (let count = 0; count < 3 + choices.below(2); count += 1) {
    desk.open({ filedBy: choices.percent(15) ? choices.one(['max', 'ada', 'lea']) : null });
    desk.now = addElapsed(desk.now, 600_000);
  }
  return desk;
}

/** What holds at every step, whatever has not been heard yet. */
function watch(desk: MergeDesk, before: ReadonlyMap<string, InquiryState>): void {
  for (const [reference, state] of desk.cases) {
    if (before.get(reference) === state) continue;
    check(sameValue(JSON.parse(JSON.stringify(state)), state), () => `${reference} is not plain JSON`);
    const were = before.get(reference)?.involvements ?? [];
    const still = were.every(({ person, duty }) =>
      state.involvements.some((known) => known.person === person && known.duty === duty),
    );
    check(still, () => `${reference} has forgotten who took part`);
    const open = state.proposals.filter(({ status }) => status === 'open');
    check(open.length > 0 === (state.phase === 'pending_approval'), () => `${open.length} open in ${state.phase}`);
    check(!state.merged || state.phase === 'closed', () => `${reference} is merged and ${state.phase}`);
    let at = state;
    for (let steps = 0; at.merged; steps += 1) {
      check(steps < 10, () => `${reference} is merged in a circle`);
      at = desk.at(at.merged.into);
    }
  }
}

/** Once everything is heard: each open dispute is held once, under its own id and by what remains; nothing else is held. */
function settleDown(desk: MergeDesk): void {
  desk.hearAll();
  const owed = desk.owed();
  check(sameValue(entriesOf(desk.holds), entriesOf(owed)), () => {
    return `held ${JSON.stringify(entriesOf(desk.holds))}, owed ${JSON.stringify(entriesOf(owed))}`;
  });
  for (const state of desk.cases.values()) {
    for (const { from } of state.absorbed ?? []) {
      check(desk.at(from).merged?.into === state.reference, () => `${state.reference} still has what ${from} brought`);
    }
    if (!state.merged) continue;
    const there = desk.at(state.merged.into);
    const taken = there.absorbed?.some(({ from }) => from === state.reference);
    check(taken === true, () => `${there.reference} never took in ${state.reference}`);
  }
}

const entriesOf = (holds: ReadonlyMap<string, number>): [string, number][] =>
  [...holds].sort(([a], [b]) => (a < b ? -1 : 1));

/** What a merge and its undoing may leave behind: rows of the journal, and who took part. */
function rest({ sequence: _sequence, involvements: _involvements, ...state }: InquiryState): unknown {
  return { ...state, links: [...state.links] };
}

const byId = (state: InquiryState): string => `${state.reference} ${JSON.stringify(rest(state))}`;

/** Merges the pair if it can be merged, hears it, parts it, hears that: both must be as they were. */
function mergeAndPart(desk: MergeDesk, choices: Choices, tally: Tally): void {
  desk.hearAll();
  const references = [...desk.cases.keys()];
  const [younger, older] = [choices.one(references), choices.one(references)];
  const [here, there] = [desk.at(younger), desk.at(older)];
  const holds = entriesOf(desk.holds);
  const { alerts } = desk;
  if (desk.tries('lea', younger, 'merge', { into: older })) return;
  desk.hearAll();
  // A decision or an owner that segregation has undone stays undone.
  const followed = alerts.slice(-2).some((alert) => /proposal_returned|case_assigned/.test(alert));
  if (choices.percent(50)) desk.now = addElapsed(desk.now, choices.below(dayInMilliseconds));
  const refused = desk.tries('lea', younger, 'unmerge', {});
  check(refused === null, () => `it stays merged: ${JSON.stringify(refused)}`);
  desk.hearAll();
  tally.note(followed ? 'parted after segregation followed' : 'parted');
  check(byId(desk.at(younger)) === byId(here), () => `${byId(desk.at(younger))}\nwas ${byId(here)}`);
  if (!followed) check(byId(desk.at(older)) === byId(there), () => `${byId(desk.at(older))}\nwas ${byId(there)}`);
  check(sameValue(entriesOf(desk.holds), holds), () => 'other parts are held than before');
}

/** How often each must be reached in 2,000 stories; about half of what is usual. */
const demanded: Record<string, number> = {
  merge: 500,
  unmerge: 150,
  split: 400,
  parted: 120,
  'parted after segregation followed': 5,
  'unmerge refused: merge_moved_on': 5,
  'unmerge refused: merge_under_way': 100,
  'unmerge refused: case_merged': 5,
  'merge refused: merge_into_older': 300,
  'merge refused: merge_under_way': 30,
  'merge refused: proposal_open': 50,
  'merge refused: case_merged': 250,
  'settle refused: merge_under_way': 3,
  'propose refused: merge_under_way': 5,
};

/**
 * So many random stories of several cases that are merged, parted and split while their words to each other are still on
 * the way. That these properties can fail was tried on the rules themselves. Each of these mistakes was found within some
 * hundred stories: the hold of what both dispute not given up, or not placed again; what reaches a merged case not passed
 * on; links not taken away; parted before the other case took it in; decisions on what is being taken back; clocks
 * stopped for good; an escalation or who took part forgotten; a hold used twice after a split; merged with an open proposal.
 */
export function mergesAreUndone(runs: number): void {
  const tally = new Tally();
  fc.assert(
    fc.property(number, moves, (seed, commands) => {
      const choices = new Choices(seed);
      const desk = begin(choices);
      for (const command of commands) {
        const before = new Map(desk.cases);
        move(desk, new Choices(command), tally);
        watch(desk, before);
      }
      settleDown(desk);
      mergeAndPart(desk, choices, tally);
    }),
    { numRuns: runs },
  );
  const share = runs / 2_000;
  // Whether something that is wanted once or twice happens is chance: few stories are not asked for it.
  const wanted = Object.entries(demanded)
    .map(([name, least]) => [name, Math.floor(least * share)] as const)
    .filter(([, least]) => least > 2);
  expect(tally.missing(Object.fromEntries(wanted))).toEqual([]);
}
