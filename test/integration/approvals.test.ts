import type { Knex } from 'knex';
import { createPostToLedger } from '../../activities/post-to-ledger';
import { createEmbeddedLedger } from '../../adapters/ledger/embedded';
import type { Reference } from '../../contracts/ids';
import type { InquiryEvent } from '../../contracts/inquiry';
import type { Actor, Effect, Outcome } from '../../contracts/messages';
import { connect } from '../../db/connect';
import { createPolicyStore } from '../../db/policies';
import type { EffectRow, JournalRow } from '../../db/rows';
import { stagesFor, waitingStages } from '../../domain/approvals';
import { loadDemoCompany } from '../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createJournalledCases, opening, type JournalledCases } from '../support/journalled-cases';

const now = '2026-11-23T09:00:00.000Z';
const usd = (minor: number) => ({ minor, currency: 'USD' });
const person = (id: string): Actor => ({ kind: 'person', id });
const holderOf: Record<string, string> = {
  team_lead: 'nora.whitfield',
  billing_manager: 'victor.almeida',
  finance_director: 'ingrid.solberg',
};

let database: TestDatabase;
let db: Knex;
let cases: JournalledCases;

beforeEach(async () => {
  database = await createTestDatabase();
  db = connect(database.url, { poolSize: 20 });
  await loadDemoCompany(db, now);
  cases = createJournalledCases(db, createEmbeddedLedger(db));
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

async function opened(): Promise<Reference> {
  const reference = await cases.file(now);
  await cases.tell(reference, now, 'open', {}, opening);
  await cases.tell(reference, now, 'assign', { team: 'billing', person: 'jonah.reyes' });
  return reference;
}

const credit = async (reference: Reference, minor: number) => ({
  kind: 'credit_note',
  invoice: 'INV-10421',
  amount: usd(minor),
  reason: 'price',
  explanation: await cases.text(reference, now, 'The carrier has no proof of delivery.'),
});

const refusalOf = (outcome: Outcome) => (outcome.result === 'refused' ? outcome.refusal : null);

/** Whoever holds the title of the stage that waits approves; what takes other stages by now is revised, and asked again. */
async function decideToTheEnd(reference: Reference): Promise<void> {
  for (;;) {
    const proposal = cases.state(reference).proposals[0]!;
    const stage = proposal.stages[waitingStages(proposal)[0] ?? 0];
    if (proposal.status !== 'open') return;
    const { id, contentHash } = proposal;
    const decision = { proposal: id, contentHash, decision: 'approve' };
    const outcome = await cases.tell(reference, now, 'decide', decision, person(holderOf[stage?.title ?? ''] ?? ''));
    if (refusalOf(outcome) === null) continue;
    expect(refusalOf(outcome)).toMatchObject({ code: 'approval_stage' });
    const content = await credit(reference, 1_400_00);
    expect(await cases.tell(reference, now, 'revise', { proposal: id, content }, person('jonah.reyes'))).toMatchObject({
      result: 'accepted',
    });
  }
}

test('twenty cases of one customer at once: their sum never passes a threshold unseen', async () => {
  const references = [];
  for (let index = 0; index < 20; index += 1) references.push(await opened());
  await Promise.all(
    references.map(async (reference) => {
      const content = await credit(reference, 1_400_00);
      const outcome = await cases.tell(reference, now, 'propose', { content }, person('jonah.reyes'));
      expect(outcome).toMatchObject({ result: 'accepted' });
    }),
  );
  // One sees all that were proposed before it, whatever the order: 1,400, 2,800, … 28,000.
  const counted = references.map((reference) => cases.state(reference).proposals[0]?.counted.minor ?? 0);
  expect(counted.sort((a, b) => a - b)).toEqual(references.map((_reference, index) => (index + 1) * 1_400_00));

  await Promise.all(references.map(decideToTheEnd));

  const { approvals } = await createPolicyStore(db).newest();
  const rows = await db<JournalRow>('journal').orderBy('position').select('event');
  const stages = new Map<string, string[]>();
  let approved = 0;
  for (const { event } of rows as { event: InquiryEvent }[]) {
    if (event.type === 'proposal_made' || event.type === 'proposal_revised') {
      stages.set(
        event.proposal,
        event.stages.map(({ title }) => title),
      );
    }
    if (event.type !== 'proposal_approved') continue;
    approved += 1_400_00;
    const needed = stagesFor(approvals.credit_note, usd(approved)).map(({ title }) => title);
    // As many stages as all that has been released so far demands, or more.
    expect(stages.get(event.proposal)).toEqual(expect.arrayContaining(needed));
  }
  expect(approved).toBe(28_000_00);
}, 120_000);

test('a posting that nobody knows of is settled by what the books say', async () => {
  const reference = await opened();
  const content = await credit(reference, 500_00);
  await cases.tell(reference, now, 'propose', { content }, person('jonah.reyes'));
  const { id, contentHash } = cases.state(reference).proposals[0]!;
  await cases.tell(reference, now, 'decide', { proposal: id, contentHash, decision: 'approve' });
  const effectRow = () => db<EffectRow>('effects').where({ kind: 'postToLedger' }).first() as Promise<EffectRow>;
  const { key, kind, subject, summary, data } = await effectRow();
  const evidence = await cases.text(reference, now, 'Looked it up under the key of the posting.');
  const settle = (result: 'posted' | 'not_posted') =>
    cases.tell(reference, now, 'settlePosting', { proposal: id, result, evidence });

  expect(refusalOf(await settle('posted'))).toMatchObject({ code: 'posting_pending' });
  await cases.tell(reference, now, 'settleEffect', { key, kind, subject, result: 'unknown' }, opening);
  expect(await effectRow()).toMatchObject({ status: 'unknown' });
  expect(refusalOf(await settle('posted'))).toMatchObject({ code: 'posting_contradicted', details: { key } });

  const effect: Effect = { key, kind, subject, summary, data };
  const post = createPostToLedger(createEmbeddedLedger(db), { now: () => now });
  expect(await post(effect)).toEqual({ result: 'done' });
  expect(refusalOf(await settle('not_posted'))).toMatchObject({ code: 'posting_contradicted' });
  expect(await settle('posted')).toMatchObject({ result: 'accepted' });
  expect(cases.state(reference)).toMatchObject({ effectsParked: [], proposals: [{ status: 'posted' }] });
  expect(await effectRow()).toMatchObject({ status: 'done' });
  expect(await db('proposals').where({ id }).first('status')).toEqual({ status: 'posted' });
});
