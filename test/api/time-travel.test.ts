import type { Knex } from 'knex';
import { inquiryOwner, type Reference } from '../../contracts/ids';
import type { Actor } from '../../contracts/messages';
import { connect } from '../../db/connect';
import { foldRows } from '../../api/case-at';
import { readJournalUntil } from '../../db/read-journal-until';
import { addElapsed, minuteInMilliseconds } from '../../domain/instant';
import { loadDemoCompany } from '../../scripts/demo-company';
import { Choices } from '../properties/inquiry-choices';
import { startTestApi, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';
import { createJournalledCases, opening, type JournalledCases } from '../support/journalled-cases';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;
let cases: JournalledCases;
/** Business time of the API: a test moves it along with the story that it tells. */
let now = '2026-03-02T09:00:00.000Z';

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, now);
  // Tokens are signed by the wall clock, which is another one than the story's.
  api = await startTestApi(knex, fakeEngine(), { clock: () => now });
  cases = createJournalledCases(knex);
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

const person = (id: string): Actor => ({ kind: 'person', id });
const amount = (minor: number) => ({ minor, currency: 'USD' });
const parts = ['', '/timeline', '/messages', '/proposals', '/links'];

const read = (reference: Reference, part: string, at?: string) =>
  api.as('olu.adeyemi').get(`/v1/inquiries/${reference}${part}${at === undefined ? '' : `?at=${at}`}`);

/** Without what is told of today only: other cases that have to do with it, and who is there now to decide. */
const withoutToday = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (key, value: unknown) =>
      Array.isArray(value) && ['related', 'may_decide', 'others'].includes(key) ? undefined : value,
    ),
  );

/** One thing that happens to a case, or is refused, which has to be all the same to those who look back. */
async function anything(reference: Reference, choices: Choices): Promise<void> {
  const text = await cases.text(reference, now, `Words of ${now}`);
  const { assignee, proposals, messages } = cases.state(reference);
  const worker = person(assignee ?? 'jonah.reyes');
  const proposal = proposals.at(-1);
  const told = (type: string, data: unknown, actor: Actor = worker) => cases.tell(reference, now, type, data, actor);
  const content = {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount: amount(1_000 + choices.below(90_000)),
    reason: 'price',
    explanation: text,
  };
  const moves: (() => Promise<unknown>)[] = [
    () => told('assign', { team: 'billing', person: 'jonah.reyes' }, person('nora.whitfield')),
    () => told('start', {}),
    () => told('addNote', { text }),
    () => told('reply', { text }),
    () => told('requestInformation', { text }),
    () => told('receiveMessage', { message: `in-${now}`, text, thanksOnly: false }, { kind: 'customer', id: 'C-1003' }),
    () => told('escalate', { level: 2 }),
    () => told('deEscalate', {}, person('nora.whitfield')),
    () => told('changePriority', { urgency: choices.one(['critical', 'high', 'normal', 'low']) }),
    () => told('reclassify', { category: choices.one(['billing_dispute', 'billing_inquiry', 'general']) }),
    () => told('link', { kind: 'invoice', id: choices.one(['INV-10421', 'INV-10417']) }),
    () => told('dispute', { invoice: 'INV-10421', amount: amount(780_000), reason: 'price' }),
    () => told('propose', { content }),
    () => told('revise', { proposal: proposal?.id ?? 'none', content }),
    () =>
      told(
        'decide',
        {
          proposal: proposal?.id ?? 'none',
          contentHash: proposal?.contentHash ?? '',
          decision: choices.one(['approve', 'return']),
          reason: text,
        },
        person('victor.almeida'),
      ),
    () =>
      told(
        'recordDelivery',
        { message: choices.one(Object.keys(messages)), status: choices.one(['delivered', 'opened']), machine: true },
        { kind: 'integration', id: 'erp' },
      ),
    () => told('resolve', { outcome: 'answered', rootCause: 'Price list', answer: text }),
    () => told('reopen', { reason: text }),
    () => told('deadlinesDue', {}, { kind: 'timer', id: now }),
  ];
  await choices.one(moves)();
}

/** Only an answer of the past says how much was left of its clocks. */
const withoutWhatWasLeft = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (name, value: unknown) => (name === 'remaining_seconds' ? undefined : value));

test('what the desk said of random cases at each instant is what it says of that instant later', async () => {
  const answered: { reference: Reference; at: string; part: string; body: unknown }[] = [];
  for (let seed = 1; seed <= 4; seed += 1) {
    const choices = new Choices(seed * 7_919);
    const reference = await cases.file(now);
    for (let step = 0; step < 12; step += 1) {
      if (step === 0) await cases.tell(reference, now, 'open', {}, opening);
      else await anything(reference, choices);
      const answers = await Promise.all(parts.map((part) => read(reference, part)));
      for (const [index, { status, body }] of answers.entries()) {
        expect(status).toBe(200);
        answered.push({ reference, at: now, part: parts[index] ?? '', body });
      }
      now = addElapsed(now, (1 + choices.below(600)) * minuteInMilliseconds);
    }
    // Folded from the rows up to each instant, it is what was stored with the last of them.
    const rows = await readJournalUntil(knex, inquiryOwner(reference));
    expect(foldRows(rows)).toEqual(cases.state(reference));
  }
  const later = await Promise.all(answered.map(({ reference, part, at }) => read(reference, part, at)));
  for (const [index, { at, body }] of answered.entries()) {
    expect(later[index]).toMatchObject({ status: 200, body: { as_of: at } });
    const { as_of: _asOf, ...then } = later[index]?.body as { as_of: string };
    expect(withoutWhatWasLeft(then)).toEqual(withoutToday(body));
  }
  const timelines = answered.filter(({ part }) => part === '/timeline').map(({ body }) => body as { data: unknown[] });
  expect(Math.max(...timelines.map(({ data }) => data.length))).toBeGreaterThan(8);
}, 120_000);

test('clocks tell what was left then, and the steps are those of then', async () => {
  const reference = await cases.file(now);
  const received = now;
  await cases.tell(reference, now, 'open', {}, opening);
  now = addElapsed(now, 6 * 60 * minuteInMilliseconds);
  const between = addElapsed(received, 60 * minuteInMilliseconds);
  const then = await read(reference, '', between);
  const left = (body: { clocks: { name: string; remaining_seconds?: number }[] }) =>
    body.clocks.find(({ name }) => name === 'resolution')?.remaining_seconds;
  // 36 hours day and night for a dispute.
  expect(left(then.body)).toBe(35 * 3_600);
  expect(left((await read(reference, '', now)).body)).toBe(30 * 3_600);
  // Of today the answer is the same until the case changes.
  expect(left((await read(reference, '')).body)).toBeUndefined();

  await cases.tell(reference, now, 'assign', { team: 'billing', person: 'jonah.reyes' });
  await cases.tell(reference, now, 'start', {}, person('jonah.reyes'));
  const lead = api.as('nora.whitfield');
  const { body: before } = await lead.get(`/v1/inquiries/${reference}?at=${between}`);
  const { body: today } = await lead.get(`/v1/inquiries/${reference}`);
  expect(today).toMatchObject({ status: 'in_progress' });
  expect(before.status).not.toBe('in_progress');
  expect(before.sequence).toBeLessThan(today.sequence);
  expect(before.allowed_next_steps).not.toEqual(today.allowed_next_steps);
});

test('there is nothing before it was received, nothing yet to come, and no past in the live workflow', async () => {
  const reference = await cases.file(now);
  await cases.tell(reference, now, 'open', {}, opening);
  for (const part of parts) {
    expect(await read(reference, part, addElapsed(now, -1))).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await read(reference, part, addElapsed(now, 1))).toMatchObject({
      status: 422,
      body: { code: 'instant_in_future' },
    });
    expect(await read(reference, part, 'yesterday')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await read(reference, part, encodeURIComponent(now.replace('Z', '+00:00')))).toMatchObject({ status: 200 });
  }
  const both = await read(reference, '', `${now}&source=workflow`);
  expect(both).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ path: 'source' }] } });
});

test('an inquiry that was accepted and not begun yet is open, with nothing in its parts', async () => {
  const reference = await cases.file(now);
  const received = now;
  now = addElapsed(now, minuteInMilliseconds);
  await cases.tell(reference, now, 'open', {}, opening);
  const { body } = await read(reference, '', received);
  expect(body).toMatchObject({ status: 'open', sequence: 0, allowed_next_steps: [] });
  expect((await read(reference, '/timeline', received)).body.data).toEqual([]);
});

test('a customer sees the past of their case, but not the time in which it was taken for somebody else’s', async () => {
  const reference = await cases.file(now, { customer: 'C-1001', contact: null });
  await cases.tell(reference, now, 'open', {}, opening);
  const mistaken = now;
  now = addElapsed(now, minuteInMilliseconds);
  const evidence = await cases.text(reference, now, 'Called back.');
  await cases.tell(reference, now, 'identify', {
    customer: 'C-1003',
    level: 'verified',
    method: 'call_back',
    evidence,
  });
  const corrected = now;
  now = addElapsed(now, minuteInMilliseconds);
  const customer = api.customer('C-1003');
  expect(await customer.get(`/v1/inquiries/${reference}`)).toMatchObject({ status: 200 });
  expect(await customer.get(`/v1/inquiries/${reference}?at=${corrected}`)).toMatchObject({
    status: 200,
    body: { customer: { id: 'C-1003' } },
  });
  expect(await customer.get(`/v1/inquiries/${reference}?at=${mistaken}`)).toMatchObject({ status: 404 });
  expect(await api.customer('C-1001').get(`/v1/inquiries/${reference}?at=${mistaken}`)).toMatchObject({ status: 404 });
});
