import type { Knex } from 'knex';
import { createEnforceRetention, type RetentionPlace } from '../../activities/enforce-retention';
import { inquiryOwner, type Reference } from '../../contracts/ids';
import { journalHash } from '../../contracts/journal-hash';
import type { Actor } from '../../contracts/messages';
import { connect } from '../../db/connect';
import type { JournalRow } from '../../db/rows';
import { hashText } from '../../db/store-texts';
import { addElapsed, dayInMilliseconds } from '../../domain/instant';
import { loadDemoCompany } from '../../scripts/demo-company';
import { rebuildProjections } from '../../scripts/rebuild-projections';
import { startTestApi, type ApiClient, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';
import { createJournalledCases, opening, type JournalledCases } from '../support/journalled-cases';

/** Long ago, because tokens are signed by the wall clock, and stories here take years. */
const beginning = '2023-03-06T09:00:00.000Z';
const person = (id: string): Actor => ({ kind: 'person', id });

let database: TestDatabase;
let knex: Knex;
let api: TestApi;
let cases: JournalledCases;
let compliance: ApiClient;
let lead: ApiClient;
let now: string;

beforeEach(async () => {
  now = beginning;
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, now);
  api = await startTestApi(knex, fakeEngine(), { clock: () => now });
  cases = createJournalledCases(knex);
  compliance = api.as('rosa.lindgren');
  lead = api.as('nora.whitfield');
});
afterEach(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

/** A case with a letter, a note, an answer and a proposal on it. */
async function worked(intake: Parameters<JournalledCases['file']>[1] = {}): Promise<Reference> {
  const reference = await cases.file(now, intake);
  await cases.tell(reference, now, 'open', {}, opening);
  const text = (words: string) => cases.text(reference, now, words);
  const jonah = person('jonah.reyes');
  await cases.tell(reference, now, 'assign', { team: 'billing', person: 'jonah.reyes' });
  await cases.tell(reference, now, 'addNote', { text: await text('Ruth Calloway sounded upset.') });
  await cases.tell(reference, now, 'reply', { text: await text('Dear Ruth, we look into it.') }, jonah);
  const content = {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount: { minor: 390_000, currency: 'USD' },
    reason: 'price',
    explanation: await text('Ruth was promised the old price.'),
  };
  await cases.tell(reference, now, 'propose', { content }, jonah);
  return reference;
}

/** Works a case to its end, 30 days after it was closed. */
async function ended(intake: Parameters<JournalledCases['file']>[1] = {}): Promise<Reference> {
  const reference = await cases.file(now, intake);
  await cases.tell(reference, now, 'open', {}, opening);
  const { team } = cases.state(reference);
  const agent = team === 'billing' ? 'jonah.reyes' : 'sofia.marin';
  await cases.tell(
    reference,
    now,
    'assign',
    { team, person: agent },
    person(team === 'billing' ? 'nora.whitfield' : 'samuel.osei'),
  );
  const answer = await cases.text(reference, now, 'Dear Ruth, it is settled.', intake.customer);
  await cases.tell(reference, now, 'resolve', { outcome: 'answered', rootCause: 'Price list', answer }, person(agent));
  await cases.tell(reference, now, 'close', {}, person(agent));
  now = addElapsed(now, 31 * dayInMilliseconds);
  await cases.tell(reference, now, 'deadlinesDue', {}, { kind: 'timer', id: now });
  expect(cases.state(reference)).toMatchObject({ ended: true });
  return reference;
}

async function expectWholeChain(reference: Reference): Promise<void> {
  const owner = inquiryOwner(reference);
  const rows = await knex<JournalRow>('journal').where({ owner }).orderBy('sequence');
  let previousHash: string = owner;
  for (const row of rows) {
    const { sequence, event, actor, automatic, command_id: commandId, policy_version: policyVersion } = row;
    const hashed = { owner, sequence, event, commandId, actor, automatic, policyVersion, occurredAt: row.occurred_at };
    expect(journalHash({ ...hashed, previousHash })).toBe(row.hash);
    previousHash = row.hash;
  }
  expect(rows.length).toBeGreaterThan(5);
}

const erase = (kind: string, id: string, more: object = {}) =>
  compliance.post('/v1/erasures', { subject: { kind, id }, reason: 'Request of 2 March', ...more });

test('the words of an inquiry are erased on request: read as erased everywhere, chain, lists and figures are whole', async () => {
  const reference = await worked();
  const path = `/v1/inquiries/${reference}`;
  const before = await knex('texts').whereNotNull('content').select('id', 'hash');
  expect(before).toHaveLength(4);

  const preview = await erase('inquiry', reference, { dry_run: true });
  expect(preview).toMatchObject({
    status: 200,
    body: { id: null, dry_run: true, counts: { texts: 4, contacts: 0 }, running_cases: [reference], held_back: [] },
  });
  expect((await lead.get(path)).body).toMatchObject({ subject: 'Invoice INV-10421 is wrong', erased: [] });
  expect((await compliance.get('/v1/erasures')).body.data).toEqual([]);

  const done = await erase('inquiry', reference);
  expect(done).toMatchObject({ status: 201, body: { dry_run: false, counts: { texts: 4 }, erased_at: now } });
  expect(done.body).toMatchObject({ by: { kind: 'person', id: 'rosa.lindgren' }, reason: 'Request of 2 March' });
  expect([...done.body.texts].sort()).toEqual(before.map(({ id }) => id).sort());
  expect(done.headers.get('location')).toBe(`/v1/erasures/${done.body.id}`);
  expect((await api.as('olu.adeyemi').get(`/v1/erasures/${done.body.id}`)).body.texts).toEqual(done.body.texts);

  expect(await knex('texts').select('content', 'salt').distinct()).toEqual([{ content: null, salt: null }]);
  expect(await knex('texts').select('id', 'hash')).toEqual(expect.arrayContaining(before));
  expect((await lead.get(path)).body).toMatchObject({ subject: null, body: null, erased: ['subject', 'body'] });
  const { body: timeline } = await lead.get(`${path}/timeline`);
  const erased = timeline.data.filter((entry: { erased: string[] }) => entry.erased.length > 0);
  expect(erased.map(({ type }: { type: string }) => type)).toEqual([
    'inquiry_received',
    'note_added',
    'message_queued',
    'proposal_made',
  ]);
  const { body: messages } = await lead.get(`${path}/messages`);
  expect(messages.data.find(({ purpose }: { purpose: string }) => purpose === 'reply')).toMatchObject({
    text: null,
    erased: ['text'],
  });
  expect((await lead.get(`${path}/proposals`)).body.data).toMatchObject([
    { content: { explanation: null }, erased: ['explanation'], status: 'open' },
  ]);
  expect((await lead.get(`/v1/inquiries?customer=C-1003`)).body.data).toMatchObject([{ reference }]);
  expect((await lead.get(`${path}?at=${now}`)).body).toMatchObject({ subject: null, erased: ['subject', 'body'] });

  // The case goes on, its chain is whole, and what is read can still be made from the journal.
  const { proposals } = cases.state(reference);
  const decision = { proposal: proposals[0]?.id, contentHash: proposals[0]?.contentHash, decision: 'approve' };
  expect(await cases.tell(reference, now, 'decide', decision, person('victor.almeida'))).toMatchObject({
    result: 'accepted',
  });
  await expectWholeChain(reference);
  expect((await rebuildProjections(database.ownerUrl)).differences).toEqual({});

  expect(await erase('inquiry', reference)).toMatchObject({ status: 422, body: { code: 'unchanged' } });
});

test('a contact is erased with the words of their cases, and the same address may write again as somebody new', async () => {
  const reference = await worked();
  const other = await worked({ contact: 'contact-1003-2' });
  const done = await erase('contact', 'contact-1003-1');
  expect(done).toMatchObject({ status: 201, body: { contacts: ['contact-1003-1'], counts: { texts: 4 } } });
  const { body } = await lead.get(`/v1/inquiries/${reference}`);
  expect(body).toMatchObject({ requester: null, customer: { id: 'C-1003' }, erased: ['subject', 'body', 'requester'] });
  expect((await lead.get(`/v1/inquiries/${other}`)).body).toMatchObject({
    requester: { name: 'Ben Ortiz' },
    erased: [],
  });
  const { body: customer } = await lead.get('/v1/customers/C-1003');
  expect(customer.contacts.map(({ id }: { id: string }) => id)).toEqual(['contact-1003-2']);
  expect(JSON.stringify(await knex('contacts'))).not.toContain('ap@meridian-outdoor.example');

  const again = { subject: 'Hello', body: 'It is me.', requester: { email: 'ap@meridian-outdoor.example' } };
  const { body: filed } = await api.integration.post('/v1/inquiries', again);
  expect((await lead.get(`/v1/inquiries/${filed.reference}`)).body).toMatchObject({
    requester: { email: 'ap@meridian-outdoor.example' },
    customer: null,
  });
});

test('of a customer the books stay, whatever is asked, and the answer says so', async () => {
  const reference = await worked();
  const done = await erase('customer', 'C-1003');
  expect(done.status).toBe(201);
  expect(done.body.contacts).toEqual(['contact-1003-1', 'contact-1003-2']);
  expect(done.body.customers).toEqual([]);
  const kept = done.body.held_back as { what: string; because: string }[];
  expect(kept.map(({ what, because }) => `${what} ${because}`)).toEqual(
    expect.arrayContaining(['customer_name bookkeeping', 'invoices bookkeeping', 'postings bookkeeping']),
  );
  expect((await lead.get(`/v1/inquiries/${reference}`)).body).toMatchObject({
    customer: { id: 'C-1003', name: 'Meridian Outdoor Supply Co.' },
    body: null,
  });

  await api.integration.post('/v1/customers', {
    id: 'N-1',
    name: 'Nadia Ferrer',
    legal_entity: 'halden-us',
    contacts: [{ id: 'n-1', name: 'Nadia Ferrer', email: 'nadia@ferrer.example' }],
  });
  expect(await erase('customer', 'N-1')).toMatchObject({
    status: 201,
    body: { customers: ['N-1'], contacts: ['n-1'], held_back: [] },
  });
  expect((await lead.get('/v1/customers/N-1')).body).toMatchObject({ name: 'erased N-1', contacts: [] });
});

test('only compliance erases and holds, only an administrator sets periods, and what is not there is refused', async () => {
  const subject = { kind: 'customer', id: 'C-1003' };
  for (const who of ['nora.whitfield', 'olu.adeyemi', 'petra.novak', 'gwen.parrish']) {
    const client = api.as(who);
    expect(await client.post('/v1/erasures', { subject, reason: 'x' })).toMatchObject({ status: 403 });
    expect(await client.post('/v1/legal-holds', { subject, reason: 'x' })).toMatchObject({ status: 403 });
  }
  const period = { category: 'inquiry_texts', days: 365, reason: 'x' };
  expect(await compliance.post('/v1/retention-periods', period)).toMatchObject({ status: 403 });
  expect(await lead.get('/v1/erasures')).toMatchObject({ status: 403 });
  const auditor = api.as('olu.adeyemi');
  expect(await auditor.get('/v1/legal-holds')).toMatchObject({ status: 200, body: { data: [] } });
  expect(await auditor.get('/v1/erasures/none')).toMatchObject({ status: 404 });
  for (const list of ['erasures', 'legal-holds']) {
    const forged = Buffer.from(JSON.stringify([list, now, 'no id of ours'])).toString('base64url');
    expect((await auditor.get(`/v1/${list}?cursor=${forged}`)).status).toBe(200);
  }

  expect(await erase('customer', 'C-none')).toMatchObject({ status: 422, body: { code: 'record_unknown' } });
  expect(await erase('inquiry', 'INQ-2026-999999')).toMatchObject({ status: 422, body: { code: 'record_unknown' } });
  expect(await erase('person', 'nora.whitfield')).toMatchObject({ status: 400 });
  expect(await compliance.post('/v1/erasures', { subject })).toMatchObject({ status: 400 });
  const admin = api.as('petra.novak');
  expect(await admin.post('/v1/retention-periods', { ...period, days: 29 })).toMatchObject({ status: 400 });
  expect(await admin.post('/v1/retention-periods', { ...period, days: null })).toMatchObject({
    status: 422,
    body: { code: 'unchanged' },
  });
  expect(await knex('erasures')).toEqual([]);
});

test('a repeated request is answered alike and erases once', async () => {
  await worked();
  const body = { subject: { kind: 'contact', id: 'contact-1003-1' }, reason: 'Request of 2 March' };
  const key = { 'Idempotency-Key': 'erase-1' };
  const first = await compliance.post('/v1/erasures', body, key);
  const again = await compliance.post('/v1/erasures', body, key);
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body.id).toBe(first.body.id);
  expect(await knex('erasures')).toHaveLength(1);
});

test('while a legal hold stands, exactly what it covers is kept, by the desk and by the database', async () => {
  const held = await worked();
  const free = await worked({ contact: 'contact-1003-2' });
  const placed = await compliance.post('/v1/legal-holds', {
    subject: { kind: 'inquiry', id: held },
    reason: 'Litigation 2026-17',
  });
  expect(placed).toMatchObject({ status: 201, body: { placed_by: 'rosa.lindgren', released_at: null } });
  const hold = placed.body.id as string;

  expect(await erase('inquiry', held)).toMatchObject({
    status: 422,
    body: { code: 'legal_hold', details: { holds: [hold] } },
  });
  expect(await erase('contact', 'contact-1003-1')).toMatchObject({ status: 422, body: { code: 'legal_hold' } });
  expect(await erase('inquiry', held, { dry_run: true })).toMatchObject({
    status: 200,
    body: { counts: { texts: 0 }, held_back: [{ what: 'texts', count: 4, because: 'legal_hold', holds: [hold] }] },
  });
  // What belongs to the same customer and not to the held case goes.
  const rest = await erase('customer', 'C-1003');
  expect(rest).toMatchObject({
    status: 201,
    body: { counts: { texts: 4, contacts: 1 }, contacts: ['contact-1003-2'] },
  });
  expect(rest.body.held_back).toContainEqual({ what: 'texts', count: 4, because: 'legal_hold', holds: [hold] });
  expect((await lead.get(`/v1/inquiries/${free}`)).body.body).toBeNull();
  expect((await lead.get(`/v1/inquiries/${held}`)).body.body).toContain('We dispute');

  // By raw SQL, as the role that the desk works as.
  const kept = await knex('texts').whereNotNull('content').select('id', 'content', 'salt', 'hash');
  expect(kept).toHaveLength(4);
  const { id, content, salt, hash } = kept[0];
  expect(hashText(salt, content)).toBe(hash);
  const gone = { content: null, salt: null, erased_at: now };
  await expect(knex('texts').update(gone)).rejects.toThrow(`legal hold ${hold}`);
  await expect(knex('texts').where({ id }).update({ content: 'Other words' })).rejects.toThrow('texts_as_hashed');
  await expect(knex('texts').where({ id }).update({ salt: 'other' })).rejects.toThrow('texts_as_hashed');
  const ofCommand = kept.find((text) => text.id.startsWith('inquiry:'));
  await expect(knex('texts').where({ id: ofCommand.id }).delete()).rejects.toThrow('legal hold');
  await expect(knex('contacts').where({ id: 'contact-1003-1' }).update({ name: null })).rejects.toThrow('legal hold');
  await expect(knex('customers').where({ id: 'C-1003' }).update({ name: 'x' })).rejects.toThrow('legal hold');
  await expect(knex('legal_holds').delete()).rejects.toThrow('permission denied');
  await expect(knex('legal_holds').update({ reason: 'x' })).rejects.toThrow('permission denied');
  // Words of a refused command are in no journal and may go.
  const refused = await cases.text(held, now, 'Never taken.');
  expect(await knex('texts').where({ id: refused.id }).delete()).toBe(1);

  const release = () => compliance.post(`/v1/legal-holds/${hold}/releases`, { reason: 'Settled' });
  expect(await release()).toMatchObject({ status: 200, body: { released_at: now, release_reason: 'Settled' } });
  expect(await release()).toMatchObject({ status: 422, body: { code: 'unchanged' } });
  const afterwards = { released_by: null, released_at: null, release_reason: null };
  await expect(knex('legal_holds').update(afterwards)).rejects.toThrow('released once');
  expect(await erase('inquiry', held)).toMatchObject({ status: 201, body: { counts: { texts: 4 } } });
  expect((await compliance.get('/v1/legal-holds?standing=true')).body.data).toEqual([]);
});

test('a hold on a customer covers every case of theirs, also one that is identified as theirs later', async () => {
  const reference = await cases.file(now, {
    customer: null,
    contact: null,
    identification: { level: 'none', method: 'none' },
  });
  await cases.tell(reference, now, 'open', {}, opening);
  const subject = { kind: 'customer', id: 'C-1003' };
  const { body: hold } = await compliance.post('/v1/legal-holds', { subject, reason: 'Litigation' });
  const evidence = await cases.text(reference, now, 'Called back.', null);
  await cases.tell(reference, now, 'identify', {
    customer: 'C-1003',
    level: 'verified',
    method: 'call_back',
    evidence,
  });
  for (const [kind, id] of [
    ['customer', 'C-1003'],
    ['inquiry', reference],
    ['contact', 'contact-1003-2'],
  ] as const) {
    expect(await erase(kind, id)).toMatchObject({
      status: 422,
      body: { code: 'legal_hold', details: { holds: [hold.id] } },
    });
  }
});

describe('when a period is over', () => {
  const run = async () => {
    const enforce = createEnforceRetention(knex);
    let place: RetentionPlace | null = null;
    let erased = 0;
    do {
      const step = await enforce({ now, place });
      erased += step.erased;
      place = step.next;
    } while (place !== null);
    return erased;
  };
  const set = (category: string, days: number | null) =>
    api.as('petra.novak').post('/v1/retention-periods', { category, days, reason: 'As the law wants it.' });

  test('nothing is erased by itself until an administrator has said how long it is kept', async () => {
    await ended();
    now = addElapsed(now, 20_000 * dayInMilliseconds);
    expect(await run()).toBe(0);
    expect(await knex('erasures')).toEqual([]);
  });

  test('words of ended cases go, those of running and of held ones stay, and a second run finds nothing', async () => {
    const old = await ended();
    const held = await ended();
    const running = await cases.file(beginning);
    await cases.tell(running, now, 'open', {}, opening);
    await compliance.post('/v1/legal-holds', { subject: { kind: 'inquiry', id: held }, reason: 'Litigation' });
    expect(await set('inquiry_texts', 365)).toMatchObject({ status: 201, body: { days: 365, set_by: 'petra.novak' } });
    expect(await run()).toBe(0);

    now = addElapsed(now, 366 * dayInMilliseconds);
    const { body } = await api.as('olu.adeyemi').get('/v1/retention-periods');
    expect(body.data[0]).toMatchObject({ category: 'inquiry_texts', days: 365, due: 2, history: [{ days: 365 }] });
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    expect((await compliance.get('/v1/erasures')).body.data).toMatchObject([
      {
        subject: { kind: 'inquiry', id: old },
        basis: 'retention',
        by: { kind: 'timer', id: 'retention' },
        counts: { texts: 2, contacts: 0 },
      },
    ]);
    const left = await knex('texts').whereNotNull('content').pluck('id');
    expect(left).toHaveLength(3);
    expect((await lead.get(`/v1/inquiries/${running}`)).body.erased).toEqual([]);
    await expectWholeChain(old);
  });

  test('a contact without a customer goes when nobody has heard of them for so long, notes of requests as well', async () => {
    const stranger = { id: 'stranger', name: 'A. Stranger', email: 'a@stranger.example', customer: null };
    const words = { subject: 'Hello', body: 'Which are your opening hours?' };
    const nobody = { ...words, customer: null, identification: { level: 'none', method: 'none' } } as const;
    await ended({ ...nobody, contact: stranger });
    const busy = await cases.file(now, {
      ...nobody,
      contact: { ...stranger, id: 'busy', email: 'b@stranger.example' },
    });
    await cases.tell(busy, now, 'open', {}, opening);
    await set('contacts_without_customer', 90);
    await set('request_answers', 30);
    const agreement = { id: 'A-1', customer: 'C-1003', kind: 'frame', title: 'Frame', starts_on: '2026-01-01' };
    await api.integration.post('/v1/agreements', agreement, { 'Idempotency-Key': 'a-1' });
    now = addElapsed(now, 91 * dayInMilliseconds);
    expect(await run()).toBe(2);
    expect(await knex('contacts').where({ customer: null }).orderBy('id').select('id', 'name')).toEqual([
      { id: 'busy', name: 'A. Stranger' },
      { id: 'stranger', name: null },
    ]);
    expect(await knex('requests')).toEqual([]);
    expect((await compliance.get('/v1/erasures?subject_kind=requests')).body.data).toMatchObject([
      { counts: { requests: 1 }, subject: { id: 'request_answers' } },
    ]);
  });
});

test('erasures and periods only grow, also for the owner of the tables', async () => {
  const reference = await worked();
  await erase('inquiry', reference);
  await api.as('petra.novak').post('/v1/retention-periods', { category: 'inquiry_texts', days: 365, reason: 'x' });
  const owner = connect(database.ownerUrl, { asOwner: true });
  try {
    for (const table of ['erasures', 'retention_periods']) {
      await expect(knex(table).delete()).rejects.toThrow('permission denied');
      await expect(knex(table).update({ reason: 'x' })).rejects.toThrow('permission denied');
      await expect(owner(table).delete()).rejects.toThrow('append-only');
      await expect(owner(table).update({ reason: 'x' })).rejects.toThrow('append-only');
    }
  } finally {
    await owner.destroy();
  }
});
