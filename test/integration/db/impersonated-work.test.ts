import type { Knex } from 'knex';
import { inquiryOwner } from '../../../contracts/ids';
import { connect } from '../../../db/connect';
import { insertDelegation } from '../../../db/insert-delegation';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { createJournalledCases, type JournalledCases } from '../../support/journalled-cases';

const now = '2026-03-09T09:00:00.000Z';
const policy = { kind: 'policy' as const, id: 'workflow' };
const acts = (id: string, more: { onBehalfOf?: string; impersonatedBy?: string } = {}) => ({
  kind: 'person' as const,
  id,
  ...more,
});

let database: TestDatabase;
let desk: Knex;
let cases: JournalledCases;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = connect(database.url);
  await loadDemoCompany(desk, now);
  cases = createJournalledCases(desk);
});
afterAll(async () => {
  await desk.destroy();
  await database.drop();
});

async function proposed(actor: ReturnType<typeof acts>) {
  const reference = await cases.file(now, { filedBy: 'sofia.marin', impersonatedBy: 'petra.novak' });
  await cases.tell(reference, now, 'open', {}, policy);
  await cases.tell(reference, now, 'assign', { team: 'billing', person: 'jonah.reyes' });
  const content = {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount: { minor: 390_000, currency: 'USD' },
    reason: 'not_received',
    explanation: await cases.text(reference, now, 'No proof of delivery.'),
  };
  expect(await cases.tell(reference, now, 'propose', { content }, actor)).toMatchObject({ result: 'accepted' });
  const [made] = cases.state(reference).proposals;
  return { reference, decision: { proposal: made?.id, contentHash: made?.contentHash, decision: 'approve' } };
}

test('a decision that was lent up to an amount is taken with the delegator’s authority, and above it is not', async () => {
  const { reference, decision } = await proposed(acts('jonah.reyes'));
  const lend = (delegate: string, maximum: number) =>
    insertDelegation(desk, {
      delegator: 'victor.almeida',
      delegate,
      starts_at: '2026-03-09T00:00:00.000Z',
      ends_at: '2026-03-12T00:00:00.000Z',
      kinds: ['credit_note'],
      maximum,
    });
  await lend('tomas.lindqvist', 389_999);
  await lend('george.okafor', 390_000);
  const decide = (who: string) =>
    cases.tell(reference, now, 'decide', decision, acts(who, { onBehalfOf: 'victor.almeida' }));
  expect(await decide('tomas.lindqvist')).toMatchObject({
    result: 'refused',
    refusal: { code: 'approval_limit', rule: 'delegation: maximum' },
  });
  expect(await decide('george.okafor')).toMatchObject({ result: 'accepted' });
});

test('who worked in the name of others is on record as one who asked and prepared, in the case and in the tables', async () => {
  const { reference } = await proposed(acts('jonah.reyes', { impersonatedBy: 'petra.novak' }));
  const expected = [
    { person: 'sofia.marin', duty: 'requester' },
    { person: 'petra.novak', duty: 'requester' },
    { person: 'jonah.reyes', duty: 'preparer' },
    { person: 'petra.novak', duty: 'preparer' },
  ];
  expect(cases.state(reference).involvements).toEqual(expected);
  const rows = await desk('involvements')
    .where({ owner: inquiryOwner(reference) })
    .select('person', 'duty');
  expect(rows).toHaveLength(4);
  expect(rows).toEqual(expect.arrayContaining(expected));
  const entry = await desk('journal')
    .where({ owner: inquiryOwner(reference), type: 'proposal_made' })
    .first();
  expect(entry.actor).toEqual({ kind: 'person', id: 'jonah.reyes', impersonatedBy: 'petra.novak' });
});
