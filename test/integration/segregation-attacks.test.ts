import { inquiryOwner } from '../../contracts/ids';
import { journallingEngine } from '../support/journalling-engine';
import { startAttackedDesk, type AttackedDesk } from './attacks/attacked-desk';
import { attackByApi, attackBySql } from './attacks/segregation-attacks';

/** `segregation-attacks.long.test.ts` tries ten thousand, others every time. */
let desk: AttackedDesk;
let before: unknown;

beforeAll(async () => {
  desk = await startAttackedDesk();
  before = await desk.fingerprint();
}, 60_000);
afterAll(() => desk.stop());
afterEach(async () => expect(await desk.fingerprint()).toEqual(before));

test('1,400 attacks by raw SQL as the role of the desk: none passes, each is refused by its rule', async () => {
  expect(await attackBySql(desk, 1_400, 1)).toEqual([]);
}, 300_000);

test('600 attacks over the API: none passes, each is refused by its rule', async () => {
  expect(await attackByApi(desk, 600, 1)).toEqual([]);
}, 300_000);

test('a case that has forgotten who took part, and a projection that has as well, let nobody decide', async () => {
  const { db, waiting, excluded } = desk;
  const forgetful = journallingEngine(db, (state) => ({ ...state, involvements: [] }));
  const owner = inquiryOwner(waiting.reference);
  const data = { proposal: waiting.proposal, contentHash: waiting.contentHash, decision: 'approve' };
  for (const [index, id] of excluded.entries()) {
    const command = { id: `request:forgetful-${index}`, type: 'decide', actor: { kind: 'person' as const, id }, data };
    await expect(forgetful.update(owner, command, 0)).rejects.toThrow('segregation: decider took part');
  }
});
