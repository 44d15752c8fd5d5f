import { MergeDesk } from '../../properties/merge-desk';
import { text, usd } from './case-story';

let desk: MergeDesk;
let older: string;
let younger: string;

beforeEach(() => {
  desk = new MergeDesk();
  older = desk.open();
  desk.now = '2026-03-02T10:00:00.000Z';
  younger = desk.open();
});

const dispute = (on: string, invoice = 'INV-1', minor = 7_800_00) =>
  desk.does('lea', on, 'dispute', { invoice, amount: usd(minor), reason: 'price' });
const clock = (on: string, name = 'resolution') => desk.at(on).clocks.find((each) => each.name === name);
const kinds = (on: string) => (desk.events.get(on) ?? []).map(({ type }) => type);

test('a merged case is closed, says where it went, and is worked on there', () => {
  desk.does('lea', younger, 'merge', { into: older });
  expect(desk.at(younger)).toMatchObject({ phase: 'closed', closure: { how: 'merged' }, merged: { into: older } });
  expect(clock(younger)).toMatchObject({ stoppedAt: desk.now });
  expect(desk.tries('lea', younger, 'reply', { text })).toMatchObject({
    code: 'case_merged',
    details: { into: older, allowed: ['addNote', 'unmerge'] },
  });
  desk.does('lea', younger, 'addNote', { text });
  desk.hearAll();
  expect(desk.at(older).absorbed).toMatchObject([{ from: younger }]);
});

test('links, disputes with their holds, and everyone who took part go along', () => {
  dispute(younger);
  desk.does('lea', younger, 'link', { kind: 'agreement', id: 'A-1' });
  const held = new Map(desk.holds);
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  expect(desk.at(older).links).toEqual([
    { kind: 'invoice', id: 'INV-1' },
    { kind: 'agreement', id: 'A-1' },
  ]);
  expect(desk.at(older).disputes).toMatchObject([{ invoice: 'INV-1', hold: `dispute.${younger}`, from: younger }]);
  expect(desk.at(older).involvements).toEqual([{ person: 'lea', duty: 'editor' }]);
  expect(desk.holds).toEqual(held);
  desk.does('lea', older, 'settleDispute', { invoice: 'INV-1', outcome: 'withdrawn' });
  expect(desk.holds.size).toBe(0);
});

test('what both dispute stays disputed as it is on the older one, and is held once', () => {
  dispute(older, 'INV-1', 5_000_00);
  dispute(younger, 'INV-1', 7_800_00);
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  expect([...desk.holds]).toEqual([[`INV-1 dispute.${older}`, 5_000_00]]);
  desk.does('lea', younger, 'unmerge', {});
  desk.hearAll();
  expect(desk.holds).toEqual(desk.owed());
  expect(desk.holds.get(`INV-1 dispute.${younger}`)).toBe(7_800_00);
});

test('unmerged, both are as they were, and the time in between counts as waiting', () => {
  dispute(younger);
  desk.does('lea', younger, 'escalate', { level: 2 });
  const [before, there] = [desk.at(younger), desk.at(older)];
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  desk.now = '2026-03-02T15:00:00.000Z';
  desk.does('lea', younger, 'unmerge', {});
  desk.hearAll();
  expect(desk.at(younger)).toEqual({ ...before, sequence: expect.any(Number) });
  expect(desk.at(older)).toEqual({
    ...there,
    involvements: expect.any(Array),
    sequence: expect.any(Number),
  });
  expect(desk.holds).toEqual(desk.owed());
});

test('the younger goes into the older, never the other way round, nor a case into itself', () => {
  expect(desk.tries('lea', older, 'merge', { into: younger })).toMatchObject({
    code: 'merge_into_older',
    details: { younger, older },
  });
  expect(desk.tries('lea', older, 'merge', { into: older })).toMatchObject({ code: 'merge_target' });
  expect(desk.tries('lea', older, 'merge', { into: 'INQ-2026-999999' })).toMatchObject({ code: 'record_unknown' });
});

test('a case goes only into one that is being worked on; a merged one names where it went', () => {
  const youngest = desk.open();
  desk.does('lea', younger, 'merge', { into: older });
  expect(desk.tries('lea', youngest, 'merge', { into: younger })).toMatchObject({
    code: 'case_merged',
    details: { case: younger, into: older },
  });
  desk.does('lea', older, 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
  expect(desk.tries('lea', youngest, 'merge', { into: older })).toMatchObject({
    code: 'merge_target',
    details: { status: 'resolved' },
  });
});

test('nothing of a known account goes to where a stranger is answered', () => {
  const stranger = { customer: null, identification: { level: 'none', method: 'none' } } as const;
  const unknown = desk.open(stranger);
  desk.does('lea', unknown, 'merge', { into: older });
  desk.hearAll();
  expect(desk.at(older)).toMatchObject({ contact: 'contact-1', customer: 'C-1' });

  const other = new MergeDesk();
  const first = other.open({ ...stranger, contact: 'stranger-1' });
  const known = other.open();
  expect(other.tries('lea', known, 'merge', { into: first })).toMatchObject({
    code: 'merge_different',
    details: { here: 'C-1', there: 'unknown' },
  });
});

test('customers, legal entities and their invoices are not mixed', () => {
  const entity = desk.open({ legalEntity: 'halden-us' });
  expect(desk.tries('lea', entity, 'merge', { into: older })).toMatchObject({ rule: 'legal entity' });
  const foreign = desk.open({ customer: 'C-9' });
  expect(desk.tries('lea', foreign, 'merge', { into: older })).toMatchObject({ rule: 'customer' });
  const unknown = desk.open({ customer: null, identification: { level: 'none', method: 'none' } });
  desk.does('lea', unknown, 'link', { kind: 'invoice', id: 'INV-9' });
  expect(desk.tries('lea', unknown, 'merge', { into: older })).toMatchObject({
    code: 'merge_different',
    details: { invoice: 'INV-9' },
  });
});

test('a proposal that is not finished keeps its case where it is', () => {
  expect(desk.propose('ada', younger, 'INV-1', 20_000_00)).toBeNull();
  expect(desk.tries('lea', younger, 'merge', { into: older })).toMatchObject({ code: 'proposal_open' });
  expect(desk.approve('max', younger)).toBeNull();
  expect(desk.tries('lea', younger, 'merge', { into: older })).toMatchObject({ code: 'posting_pending' });
  desk.post(younger);
  desk.does('lea', younger, 'merge', { into: older });
});

test('segregation follows: a decision by somebody who took part on the merged case is void', () => {
  dispute(younger, 'INV-2', 100_00);
  expect(desk.propose('ada', older, 'INV-1', 26_000_00)).toBeNull();
  expect(desk.approve('max', older)).toBeNull();
  desk.does('lea', younger, 'assign', { team: 'billing', person: null });
  const untouched = desk.at(older).proposals;
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  expect(desk.at(older).proposals).toEqual(untouched);

  const youngest = desk.open({ filedBy: 'max' });
  desk.does('lea', youngest, 'merge', { into: older });
  desk.hearAll();
  expect(desk.at(older)).toMatchObject({ phase: 'in_progress', proposals: [{ status: 'returned' }] });
});

test('nobody goes on owning what they requested on the other case', () => {
  const filed = desk.open({ filedBy: 'ada' });
  desk.does('lea', filed, 'merge', { into: older });
  desk.hearAll();
  expect(desk.at(older)).toMatchObject({ team: 'billing', assignee: null });
});

test('who prepared something on the older case has taken part in the younger when they are parted again', () => {
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  expect(desk.propose('ada', older, 'INV-3', 100_00)).toBeNull();
  desk.does('lea', younger, 'unmerge', {});
  expect(desk.at(younger).involvements).toEqual([{ person: 'ada', duty: 'preparer' }]);
});

test('what the customer writes on a merged case wakes the one it went into', () => {
  desk.does('lea', older, 'requestInformation', { text });
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  desk.now = '2026-03-03T10:00:00.000Z';
  expect(clock(older)).toMatchObject({ runningSince: null });
  desk.writes(younger);
  expect(desk.at(older).phase).toBe('pending_customer');
  desk.hearAll();
  expect(desk.at(older).phase).toBe('in_progress');
  expect(clock(older)).toMatchObject({ runningSince: desk.now });
  expect(desk.at(younger).phase).toBe('closed');
});

test('an answer that came while it was merged ends the waiting of a case that is unmerged', () => {
  desk.does('lea', younger, 'requestInformation', { text });
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  desk.now = '2026-03-03T10:00:00.000Z';
  desk.writes(younger);
  desk.now = '2026-03-03T12:00:00.000Z';
  desk.hearAll();
  desk.does('lea', younger, 'unmerge', {});
  expect(desk.at(younger).phase).toBe('in_progress');
  expect(clock(younger)).toMatchObject({ runningSince: '2026-03-03T10:00:00.000Z' });
});

test('an open case merged into one that was resolved meanwhile opens that again', () => {
  desk.does('lea', younger, 'merge', { into: older });
  desk.does('lea', older, 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
  desk.hearAll();
  expect(desk.at(older)).toMatchObject({ phase: 'reopened', reopenCount: 1 });
});

test('it stays merged once money moved on what it brought, or something is proposed that rests on it', () => {
  dispute(younger);
  desk.does('lea', younger, 'merge', { into: older });
  expect(desk.tries('lea', younger, 'unmerge', {})).toMatchObject({ code: 'merge_under_way' });
  desk.hearAll();
  expect(desk.propose('ada', older, 'INV-1', 500_00)).toBeNull();
  expect(desk.tries('lea', younger, 'unmerge', {})).toMatchObject({
    code: 'merge_moved_on',
    details: { case: older, proposal: `${older}-P1` },
  });
  desk.does('ada', older, 'withdraw', { proposal: `${older}-P1` });
  expect(desk.propose('ada', older, 'INV-1', 500_00)).toBeNull();
  expect(desk.approve('lea', older)).toMatchObject({ code: 'segregation_excluded' });
  desk.does('ada', older, 'withdraw', { proposal: `${older}-P2` });
  desk.does('ada', older, 'settleDispute', { invoice: 'INV-1', outcome: 'rejected' });
  expect(desk.tries('lea', younger, 'unmerge', {})).toMatchObject({
    code: 'merge_moved_on',
    details: { invoice: 'INV-1' },
  });
});

test('cases merged one after the other are parted last first', () => {
  const youngest = desk.open();
  dispute(youngest, 'INV-3');
  desk.does('lea', youngest, 'merge', { into: younger });
  desk.does('lea', younger, 'merge', { into: older });
  // What the youngest brings reaches the middle one when that is merged already, and goes on.
  desk.hearAll();
  expect(desk.at(older).disputes).toMatchObject([{ invoice: 'INV-3', from: younger, hold: `dispute.${youngest}` }]);
  desk.writes(youngest);
  desk.hearAll();
  expect(kinds(older)).toContain('merged_message_received');
  expect(desk.tries('lea', youngest, 'unmerge', {})).toMatchObject({
    code: 'case_merged',
    details: { case: younger, into: older },
  });
  desk.does('lea', younger, 'unmerge', {});
  desk.hearAll();
  desk.does('lea', youngest, 'unmerge', {});
  desk.hearAll();
  expect([older, younger, youngest].map((each) => desk.at(each).disputes.length)).toEqual([0, 0, 1]);
  expect(desk.holds).toEqual(desk.owed());
});

test('a link that two merged cases brought stays for the one that is still merged', () => {
  const youngest = desk.open();
  for (const each of [younger, youngest]) desk.does('lea', each, 'link', { kind: 'agreement', id: 'A-1' });
  for (const each of [younger, youngest]) desk.does('lea', each, 'merge', { into: older });
  desk.hearAll();
  desk.does('lea', younger, 'unmerge', {});
  desk.hearAll();
  expect(desk.at(older).links).toEqual([{ kind: 'agreement', id: 'A-1' }]);
  desk.does('lea', youngest, 'unmerge', {});
  desk.hearAll();
  expect(desk.at(older).links).toEqual([]);
});

test('until the older case has let go, the younger is not merged again and nothing is decided on what it takes back', () => {
  dispute(younger);
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  desk.does('lea', younger, 'unmerge', {});
  expect(desk.tries('lea', younger, 'merge', { into: older })).toMatchObject({ code: 'merge_under_way' });
  expect(desk.tries('lea', older, 'settleDispute', { invoice: 'INV-1', outcome: 'rejected' })).toMatchObject({
    code: 'merge_under_way',
    details: { case: younger },
  });
  desk.hearAll();
  desk.does('lea', younger, 'merge', { into: older });
});

test('a merged case ends like a closed one, and can be parted until then', () => {
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  desk.passUntil('2026-06-01T09:00:00.000Z');
  expect(desk.at(younger)).toMatchObject({ ended: true, merged: { into: older } });
  expect(desk.tries('lea', younger, 'unmerge', {})).toMatchObject({ code: 'case_ended' });
});

test('only the owner or a lead merges', () => {
  expect(desk.tries('ben', younger, 'merge', { into: older })).toMatchObject({ code: 'owner_only' });
  expect(desk.tries('max', younger, 'merge', { into: older })).toMatchObject({ code: 'role_required' });
});

test('both teams are told of a merge and of its undoing', () => {
  desk.does('lea', younger, 'merge', { into: older });
  desk.hearAll();
  desk.does('lea', younger, 'unmerge', {});
  desk.hearAll();
  expect(desk.alerts.slice(-4)).toEqual([
    `${younger} case_merged to billing`,
    `${older} case_absorbed to billing`,
    `${younger} case_unmerged to billing`,
    `${older} case_released to billing`,
  ]);
});

describe('a second matter', () => {
  beforeEach(() => {
    dispute(older, 'INV-1', 5_000_00);
    dispute(older, 'INV-2', 2_000_00);
    desk.does('lea', older, 'link', { kind: 'agreement', id: 'A-1' });
  });
  const splitOff = () => {
    desk.does('lea', older, 'split', {
      category: 'billing_inquiry',
      text,
      links: [{ kind: 'agreement', id: 'A-1' }],
      disputes: ['INV-2'],
    });
    return [...desk.cases.keys()].at(-1) ?? '';
  };

  test('gets a case of its own with what belongs to it; everything is held once, and nothing is acknowledged again', () => {
    const child = splitOff();
    expect(desk.at(older)).toMatchObject({
      links: [{ kind: 'invoice', id: 'INV-1' }],
      disputes: [{ invoice: 'INV-1' }],
      splits: [{ inquiry: child, disputes: ['INV-2'] }],
    });
    expect(desk.at(child)).toMatchObject({
      follows: older,
      splitFrom: older,
      category: 'billing_inquiry',
      customer: 'C-1',
      contact: 'contact-1',
      disputes: [{ invoice: 'INV-2', hold: `dispute.${older}` }],
      involvements: [{ person: 'lea', duty: 'editor' }],
    });
    expect(desk.at(child).links).toEqual(
      expect.arrayContaining([
        { kind: 'agreement', id: 'A-1' },
        { kind: 'invoice', id: 'INV-2' },
      ]),
    );
    expect(desk.holds).toEqual(desk.owed());
    expect(kinds(child)).not.toContain('message_queued');
  });

  test('has waited as long as the first', () => {
    desk.now = '2026-03-02T16:00:00.000Z';
    const child = splitOff();
    expect(clock(child)).toMatchObject({ startedAt: '2026-03-02T09:00:00.000Z', runningSince: desk.now });
    expect(clock(child)?.consumed).toBeGreaterThan(0);
  });

  test('comes back by merging it', () => {
    const before = desk.at(older);
    const child = splitOff();
    // A new dispute of the same invoice has a hold of its own.
    desk.does('lea', child, 'merge', { into: older });
    desk.hearAll();
    const byId = (links: { id: string }[]) => [...links].map(({ id }) => id).sort();
    expect(byId(desk.at(older).links)).toEqual(byId(before.links));
    expect(desk.at(older).disputes.map(({ invoice, disputed }) => [invoice, disputed.minor])).toEqual([
      ['INV-1', 5_000_00],
      ['INV-2', 2_000_00],
    ]);
    expect(desk.holds).toEqual(desk.owed());
  });

  test('leaves the invoice free to be disputed again, under a hold of its own', () => {
    splitOff();
    dispute(older, 'INV-2', 300_00);
    expect(desk.holds).toEqual(desk.owed());
    expect(desk.holds.size).toBe(3);
  });

  test('takes along only what is there and what nothing else rests on', () => {
    const rest = { category: 'general', text } as const;
    const invoice = (id: string) => ({ kind: 'invoice', id }) as const;
    expect(desk.tries('lea', older, 'split', { ...rest, links: [invoice('INV-3')], disputes: [] })).toMatchObject({
      code: 'record_unknown',
    });
    expect(desk.tries('lea', older, 'split', { ...rest, links: [], disputes: ['INV-3'] })).toMatchObject({
      code: 'record_unknown',
    });
    expect(desk.tries('lea', older, 'split', { ...rest, links: [invoice('INV-1')], disputes: [] })).toMatchObject({
      code: 'link_in_use',
    });
    expect(desk.propose('ada', older, 'INV-1', 500_00)).toBeNull();
    expect(desk.tries('lea', older, 'split', { ...rest, links: [], disputes: ['INV-1'] })).toMatchObject({
      code: 'proposal_open',
    });
  });
});

test('a dispute is not found unjustified while a credit on it may still be posted', () => {
  dispute(older);
  const rejected = { invoice: 'INV-1', outcome: 'rejected' } as const;
  expect(desk.propose('ada', older, 'INV-1', 500_00)).toBeNull();
  expect(desk.tries('ada', older, 'settleDispute', rejected)).toMatchObject({
    code: 'proposal_open',
    details: { proposal: `${older}-P1` },
  });
  desk.does('ada', older, 'withdraw', { proposal: `${older}-P1` });
  desk.does('ada', older, 'settleDispute', rejected);
});

test('a case is not linked to itself', () => {
  expect(desk.tries('ada', older, 'link', { kind: 'inquiry', id: older })).toMatchObject({
    code: 'record_unknown',
    rule: 'no other case',
  });
});

test('a link goes when nothing rests on it', () => {
  const invoice = { kind: 'invoice', id: 'INV-1' } as const;
  expect(desk.tries('lea', older, 'unlink', invoice)).toMatchObject({ code: 'record_unknown' });
  dispute(older);
  expect(desk.tries('lea', older, 'unlink', invoice)).toMatchObject({ code: 'link_in_use', rule: 'open dispute' });
  desk.does('lea', older, 'settleDispute', { invoice: 'INV-1', outcome: 'withdrawn' });
  expect(desk.propose('ada', older, 'INV-1', 500_00)).toBeNull();
  expect(desk.tries('ada', older, 'unlink', invoice)).toMatchObject({ code: 'link_in_use', rule: 'open proposal' });
  desk.does('ada', older, 'withdraw', { proposal: `${older}-P1` });
  desk.does('ada', older, 'unlink', invoice);
  expect(desk.at(older).links).toEqual([]);
});
