import { startAttackedDesk, type AttackedDesk } from './attacks/attacked-desk';
import { attackByApi, attackBySql } from './attacks/segregation-attacks';

let desk: AttackedDesk;
let before: unknown;
const seed = Date.now() % 1_000_000_000;

beforeAll(async () => {
  desk = await startAttackedDesk();
  before = await desk.fingerprint();
}, 60_000);
afterAll(() => desk.stop());
afterEach(async () => expect(await desk.fingerprint()).toEqual(before));

test(`7,000 attacks by raw SQL, others every time (${seed}): none passes`, async () => {
  expect(await attackBySql(desk, 7_000, seed)).toEqual([]);
}, 1_200_000);

test(`3,000 attacks over the API, others every time (${seed}): none passes`, async () => {
  expect(await attackByApi(desk, 3_000, seed)).toEqual([]);
}, 1_200_000);
