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
