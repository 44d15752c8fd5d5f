import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { connect } from '../../db/connect';
import { loadDemoCompany } from '../../scripts/demo-company';
import { startTestApi, type ApiClient, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;
let admin: ApiClient;
let auditor: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, new Date().toISOString());
  api = await startTestApi(knex, fakeEngine({ start: async () => undefined }), { limits: { commandPatience: 300 } });
  admin = api.as('petra.novak');
  auditor = api.as('olu.adeyemi');
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

async function hire(part: Record<string, unknown> = {}): Promise<string> {
  const id = `p-${randomUUID().slice(0, 13)}`;
  const body = { id, name: 'Ada Moreau', email: `${id}@halden.example`, reason: 'Joins us.', ...part };
  const { status, body: answer } = await admin.post('/v1/people', body);
  expect({ status, code: answer.code, rule: answer.rule }).toEqual({ status: 201, code: undefined, rule: undefined });
  return id;
}

const revise = (id: string, change: Record<string, unknown>, headers = {}) =>
  admin.post(`/v1/people/${id}/revisions`, { reason: 'Other work.', ...change }, headers);

const soon = { from: inDays(1), until: inDays(2), reason: 'leave', hand_over: 'keep' };

const asked = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];

describe('a person', () => {
  test('is added, read, revised as they were read, and every change says who, what and why', async () => {
    const id = await hire({ titles: ['billing_analyst'], roles: ['agent'], teams: ['billing'], capacity: 5 });
    const read = await api.as('nora.whitfield').get(`/v1/people/${id}`);
    expect(read).toMatchObject({ status: 200, body: { roles: ['agent'], capacity: 5, version: 1, aliases: [] } });
    const limits = [{ kind: 'credit_note', amount: { value: '500.00', currency: 'EUR' } }];
    const etag = { 'If-Match': read.headers.get('etag') ?? '' };
    const revised = await revise(id, { duties: ['approve_credit_note'], limits }, etag);
    expect(revised).toMatchObject({ status: 200, body: { duties: ['approve_credit_note'], limits, version: 2 } });
    expect(revised.headers.get('etag')).toBe('"2"');
    expect(asked(await revise(id, { capacity: 6 }, etag))).toEqual([412, 'version_conflict']);
    expect(asked(await revise(id, { capacity: 5 }))).toEqual([422, 'unchanged']);

    const { body } = await auditor.get(`/v1/people/${id}/changes`);
    expect(body.data).toMatchObject([
      {
        kind: 'revised',
        before: { duties: [], limits: {} },
        after: { duties: ['approve_credit_note'], limits: { 'credit_note:EUR': 50_000 } },
        reason: 'Other work.',
        actor: { kind: 'person', id: 'petra.novak' },
      },
      { kind: 'added', before: null, after: { person: id, roles: ['agent'] }, reason: 'Joins us.' },
    ]);
    expect(JSON.stringify(body.data)).not.toContain('Moreau');
    expect(await api.as('nora.whitfield').get(`/v1/people/${id}/changes`)).toMatchObject({ status: 403 });
  });

  test('is added once, however often it is asked for', async () => {
    const id = `p-${randomUUID().slice(0, 13)}`;
    const body = { id, name: 'Ada', email: `${id}@halden.example`, reason: 'Joins us.' };
    const key = { 'Idempotency-Key': randomUUID() };
    expect((await admin.post('/v1/people', body, key)).status).toBe(201);
    expect((await admin.post('/v1/people', body, key)).status).toBe(200);
    expect(asked(await admin.post('/v1/people', { ...body, name: 'Eve' }, key))).toEqual([
      409,
      'idempotency_key_reused',
    ]);
    expect(asked(await admin.post('/v1/people', body))).toEqual([409, 'already_exists']);
  });

  test('is administered by an administrator, and never by themselves, under no other login either', async () => {
    const id = await hire();
    const lead = api.as('nora.whitfield');
    expect(asked(await lead.post(`/v1/people/${id}/revisions`, { roles: [], reason: 'x' }))).toEqual([
      403,
      'forbidden',
    ]);
    expect(asked(await revise('petra.novak', { duties: [] }))).toEqual([403, 'self_administration']);
    const alias = {
      id: 'petra.erp',
      name: 'Petra',
      email: 'petra.erp@halden.example',
      person: 'petra.novak',
      reason: 'x',
    };
    expect(asked(await admin.post('/v1/people', alias))).toEqual([403, 'self_administration']);
    const merge = { into: 'petra.novak', reason: 'x' };
    expect(asked(await admin.post(`/v1/people/${id}/merges`, merge))).toEqual([403, 'self_administration']);
  });

  test('that is not possible is refused with the reason, and leaves no trace', async () => {
    const id = await hire();
    const count = async () => (await knex('directory_changes').count('id').first())?.['count'];
    const before = await count();
    const merge = (into: string) => admin.post(`/v1/people/${id}/merges`, { into, reason: 'x' });
    expect([
      asked(await revise('nobody', { roles: [] })),
      asked(await revise(id, { teams: ['no_such_team'] })),
      asked(await revise(id, { duties: ['aprove_cash'] })),
      asked(await revise(id, { roles: ['integration'] })),
      asked(await revise(id, {})),
      asked(await revise(id, { limits: [{ kind: 'credit_note', amount: { value: '-1.00', currency: 'USD' } }] })),
      asked(await merge('nobody')),
      asked(await merge(id)),
      asked(await admin.post(`/v1/people/${id}/unmerges`, { reason: 'x' })),
      asked(await admin.post('/v1/people', { id: 'keep', name: 'K', email: 'k@halden.example', reason: 'x' })),
    ]).toEqual([
      [404, 'not_found'],
      [422, 'team_unknown'],
      [422, 'record_unknown'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
      [422, 'person_unknown'],
      [422, 'unchanged'],
      [422, 'unchanged'],
      [400, 'invalid_request'],
    ]);
    expect(await count()).toBe(before);
  });

  test('is never what every object inherits', async () => {
    for (const path of ['/v1/people/constructor', '/v1/people/constructor/changes']) {
      expect(asked(await auditor.get(path))).toEqual([404, 'not_found']);
    }
    expect(asked(await revise('constructor', { roles: [] }))).toEqual([404, 'not_found']);
    expect(asked(await admin.post('/v1/absences', { ...soon, person: 'constructor' }))).toEqual([
      422,
      'person_unknown',
    ]);
    const delegation = { delegate: 'constructor', starts_at: soon.from, ends_at: soon.until };
    expect(asked(await admin.post('/v1/delegations', delegation))).toEqual([422, 'person_unknown']);
  });
});

describe('two duties that conflict', () => {
  const conflict = (pair: string[]) => ({ status: 422, body: { code: 'duties_conflict', details: { duties: pair } } });
  const pair = ['prepare_credit_note', 'approve_credit_note'];

  test('are refused to one human being: at once, by another login, by a merge', async () => {
    const id = await hire({ duties: ['prepare_credit_note'] });
    expect(await revise(id, { duties: pair })).toMatchObject(conflict(pair));
    const login = { id: `${id}.erp`, name: 'Ada', email: `${id}.erp@halden.example`, person: id, reason: 'x' };
    expect(await admin.post('/v1/people', { ...login, duties: ['approve_credit_note'] })).toMatchObject(conflict(pair));
    const other = await hire({ duties: ['approve_credit_note'] });
    expect(await admin.post(`/v1/people/${other}/merges`, { into: id, reason: 'x' })).toMatchObject(conflict(pair));
  });

  test('are refused through a delegation, whichever comes first', async () => {
    const id = await hire({ roles: ['agent'], duties: ['prepare_credit_note'] });
    const period = { starts_at: inDays(1), ends_at: inDays(3) };
    const given = await api.as('victor.almeida').post('/v1/delegations', { delegate: id, ...period });
    expect(given).toMatchObject(conflict(pair));
    const free = await hire({ roles: ['agent'] });
    expect((await api.as('victor.almeida').post('/v1/delegations', { delegate: free, ...period })).status).toBe(201);
    expect(await revise(free, { duties: ['prepare_credit_note'] })).toMatchObject(conflict(pair));
  });

  test('are those that roles bring as well: an admin approves nothing, an auditor changes nothing', async () => {
    const id = await hire({ duties: ['approve_cash'] });
    expect(await revise(id, { roles: ['admin'] })).toMatchObject(conflict(['administer_users', 'approve_cash']));
    expect(await revise(id, { roles: ['auditor', 'agent'] })).toMatchObject({
      status: 422,
      body: { code: 'duties_conflict', details: { roles: ['auditor', 'agent'] } },
    });
  });

  test('stay apart when two administrators are quick', async () => {
    const id = await hire({});
    const [login] = await Promise.all([hire({ person: id })]);
    const answers = await Promise.all([
      revise(id, { duties: ['apply_cash'] }),
      revise(login, { duties: ['approve_cash'] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});

test('a merge moves all logins, counts at once, and is taken back whole', async () => {
  const [one, other] = [await hire(), await hire()];
  const login = await hire({ person: other });
  const merged = await admin.post(`/v1/people/${other}/merges`, { into: one, reason: 'One human being.' });
  expect(merged).toMatchObject({ status: 200, body: { person: one, aliases: [one, login].sort() } });
  expect((await admin.get(`/v1/people/${login}`)).body).toMatchObject({ person: one });
  const delegate = { delegate: one, starts_at: inDays(0), ends_at: inDays(1) };
  await revise(login, { roles: ['agent'] });
  expect(await api.as(login).post('/v1/delegations', delegate)).toMatchObject({
    status: 400,
    body: { errors: [{ path: '/delegate' }] },
  });
  const unmerged = await admin.post(`/v1/people/${login}/unmerges`, { reason: 'A mistake.' });
  expect(unmerged).toMatchObject({ status: 200, body: { person: other } });
  expect((await admin.get(`/v1/people/${other}`)).body).toMatchObject({ person: other, aliases: [login] });
  expect(asked(await admin.post(`/v1/people/${other}/unmerges`, { reason: 'Again.' }))).toEqual([422, 'unchanged']);
  const { body } = await auditor.get(`/v1/people/${other}/changes`);
  expect(body.data.map(({ kind }: { kind: string }) => kind)).toEqual(['unmerged', 'merged', 'added']);
});

describe('a delegation', () => {
  const period = { starts_at: inDays(10), ends_at: inDays(20) };
  const give = (from: string, body: Record<string, unknown>) =>
    api.as(from).post('/v1/delegations', { ...period, ...body });

  test('has kinds and a maximum, and ends at once when it is revoked', async () => {
    const [from, to] = [await hire({ roles: ['agent'] }), await hire({ roles: ['agent'] })];
    const maximum = { value: '5000.00', currency: 'USD' };
    const given = await give(from, { delegate: to, kinds: ['credit_note'], maximum, starts_at: inDays(-1) });
    expect(given).toMatchObject({ status: 201, body: { kinds: ['credit_note'], maximum, revoked_at: null } });
    const acting = () => api.as(to).get('/v1/me', { 'On-Behalf-Of': from });
    expect((await acting()).status).toBe(200);
    const path = `/v1/delegations/${given.body.id}/revocations`;
    expect(asked(await api.as('jonah.reyes').post(path))).toEqual([404, 'not_found']);
    const revoked = await api.as(from).post(path);
    expect(revoked.status).toBe(200);
    expect(revoked.body.ends_at).toBe(revoked.body.revoked_at);
    expect((await acting()).status).toBe(403);
    expect(asked(await api.as(to).post(path))).toEqual([422, 'unchanged']);
    const kinds = (await auditor.get(`/v1/people/${from}/changes`)).body.data.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['delegation_revoked', 'delegation_given', 'added']);
  });

  test('can be handed back by who holds it, and ended by an administrator before it begins', async () => {
    const [from, to] = [await hire({ roles: ['agent'] }), await hire({ roles: ['agent'] })];
    const first = await give(from, { delegate: to });
    expect(await api.as(to).post(`/v1/delegations/${first.body.id}/revocations`)).toMatchObject({ status: 200 });
    const second = await give(from, { delegate: to });
    const ended = await admin.post(`/v1/delegations/${second.body.id}/revocations`);
    expect(ended.body.ends_at).toBe(ended.body.starts_at);
  });

  test('in a circle, to oneself, to nobody, or of more than can be is refused', async () => {
    const [a, b, c] = [
      await hire({ roles: ['agent'] }),
      await hire({ roles: ['agent'] }),
      await hire({ roles: ['agent'] }),
    ];
    await give(a, { delegate: b });
    await give(b, { delegate: c });
    expect(asked(await give(c, { delegate: a }))).toEqual([422, 'delegation_circular']);
    expect(asked(await give(c, { delegate: c }))).toEqual([400, 'invalid_request']);
    expect(asked(await give(c, { delegate: 'nobody' }))).toEqual([422, 'person_unknown']);
    await revise(a, { active: false });
    expect(asked(await give(c, { delegate: a }))).toEqual([422, 'person_unknown']);
    expect(asked(await give(c, { delegate: b, maximum: { value: '1.00', currency: 'EUR' } }))).toEqual([
      422,
      'currency_mismatch',
    ]);
    expect(asked(await give(c, { delegate: b, maximum: { value: '0.00', currency: 'USD' } }))).toEqual([
      422,
      'amount_invalid',
    ]);
    expect(asked(await give(c, { delegate: b, ends_at: inDays(9) }))).toEqual([400, 'invalid_request']);
    expect(asked(await api.as(c).post('/v1/delegations/no-uuid/revocations'))).toEqual([404, 'not_found']);
  });
});

describe('an absence', () => {
  const leave = { from: inDays(3), until: inDays(10), reason: 'leave', hand_over: 'reroute' };

  test('is recorded by oneself, a lead of the team or an administrator, and by nobody else', async () => {
    const id = await hire({ roles: ['agent'], teams: ['billing'] });
    const own = await api.as(id).post('/v1/absences', leave);
    expect(own).toMatchObject({ status: 201, body: { person: id, hand_over: 'reroute', cancelled_at: null } });
    const later = { ...leave, from: inDays(10), until: inDays(12), person: id };
    expect((await api.as('nora.whitfield').post('/v1/absences', later)).status).toBe(201);
    const last = { ...leave, from: inDays(20), until: inDays(22), person: id };
    expect((await admin.post('/v1/absences', last)).status).toBe(201);
    expect(asked(await api.as('pilar.santos').post('/v1/absences', last))).toEqual([403, 'forbidden']);
    expect(asked(await api.as('jonah.reyes').post('/v1/absences', last))).toEqual([403, 'forbidden']);
    const { body } = await api.as('jonah.reyes').get(`/v1/absences?person=${id}&over=false`);
    expect(body.data.map(({ from }: { from: string }) => from)).toEqual([last.from, later.from, leave.from]);
    expect((await api.as(id).get(`/v1/people/${id}`)).body.absences).toHaveLength(3);
  });

  test('that overlaps, is over, or hands over to nobody is refused', async () => {
    const id = await hire({ roles: ['agent'], teams: ['billing'] });
    const login = await hire({ roles: ['agent'], person: id });
    await api.as(id).post('/v1/absences', leave);
    const record = (part: object, as = id) => api.as(as).post('/v1/absences', { ...leave, ...part });
    expect([
      asked(await record({ from: inDays(9), until: inDays(11) }, login)),
      asked(await record({ from: inDays(-3), until: inDays(-1) })),
      asked(await record({ from: inDays(30), until: inDays(29) })),
      asked(await record({ from: inDays(30), until: inDays(31), hand_over: 'nobody' })),
      asked(await record({ from: inDays(30), until: inDays(31), hand_over: login })),
      asked(await record({ from: inDays(30), until: inDays(31), hand_over: 'olu.adeyemi' })),
      asked(await record({ from: inDays(30), until: inDays(31), hand_over: 'dev.mehta' })),
      asked(await record({ reason: 'a broken leg' })),
      asked(await admin.post('/v1/absences', { ...leave, person: 'nobody' })),
    ]).toEqual([
      [422, 'absence_overlaps'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
      [422, 'person_unknown'],
      [400, 'invalid_request'],
      [422, 'not_a_member'],
      [422, 'not_a_member'],
      [400, 'invalid_request'],
      [422, 'person_unknown'],
    ]);
  });

  test('ends when somebody is back early, and can then be recorded anew', async () => {
    const id = await hire({ roles: ['agent'] });
    const { body } = await api.as(id).post('/v1/absences', { ...leave, from: inDays(-1) });
    const path = `/v1/absences/${body.id}/cancellations`;
    const cancelled = await api.as(id).post(path);
    expect(cancelled.body.until).toBe(cancelled.body.cancelled_at);
    expect(asked(await api.as(id).post(path))).toEqual([422, 'unchanged']);
    expect(asked(await api.as(id).post('/v1/absences/nothing/cancellations'))).toEqual([404, 'not_found']);
    expect((await api.as(id).post('/v1/absences', leave)).status).toBe(201);
  });
});

describe('a session in somebody else’s name', () => {
  const session = async (sub: string, act: unknown) => api.withToken(await api.sign(sub, { act }));
  const words = { subject: 'Our statement', body: 'Please send it.' };

  test('is for an admin with the duty, reads and prepares, and says who is at the keyboard', async () => {
    const root = await hire({ roles: ['admin'], duties: ['impersonate'] });
    const acting = await session('jonah.reyes', { sub: root });
    expect(await acting.get('/v1/me')).toMatchObject({ body: { id: 'jonah.reyes', impersonated_by: root } });
    const filed = await acting.post('/v1/inquiries', words);
    expect(filed.status).toBe(201);
    const intake = await knex('intakes').where({ reference: filed.body.reference }).first();
    expect(intake).toMatchObject({ filed_by: 'jonah.reyes', impersonated_by: root });
    const path = `/v1/inquiries/${filed.body.reference}`;
    const decision = { decision: 'approve', content_hash: 'a'.repeat(64) };
    const manager = await session('victor.almeida', { sub: root });
    const other = await session('petra.novak', { sub: root });
    for (const refused of [
      await manager.post(`${path}/proposals/${filed.body.reference}-P1/decisions`, decision),
      await acting.post(`${path}/resolutions`, { outcome: 'answered', root_cause: 'x', answer: 'x' }),
      await acting.post('/v1/delegations', { delegate: root, starts_at: inDays(0), ends_at: inDays(1) }),
      await acting.post('/v1/absences', {}),
      await other.post(`/v1/people/jonah.reyes/revisions`, { roles: ['admin'], reason: 'x' }),
      await acting.get('/v1/me', { 'On-Behalf-Of': 'george.okafor' }),
    ]) {
      expect(asked(refused)).toEqual([403, 'impersonation_forbidden']);
    }
  });

  test('is refused to everybody else, and to whoever has lost the duty', async () => {
    const root = await hire({ roles: ['admin'] });
    expect(asked(await (await session('jonah.reyes', { sub: root })).get('/v1/me'))).toEqual([
      403,
      'impersonation_forbidden',
    ]);
    for (const act of [{ sub: 'nobody' }, {}, 'petra.novak', null]) {
      expect((await (await session('jonah.reyes', act)).get('/v1/me')).status).toBe(401);
    }
    const customer = api.withToken(await api.sign('contact', { customer: 'C-1003', act: { sub: root } }));
    expect((await customer.get('/v1/me')).status).toBe(403);
  });
});

test('a colleague is named as the one an inquiry is filed for only if they have delegated to the one who files', async () => {
  const words = { subject: 'Our statement', body: 'Please send it.' };
  const [agent, boss] = [await hire({ roles: ['agent'] }), await hire({ roles: ['agent'] })];
  const file = (headers = {}) => api.as(agent).post('/v1/inquiries', { ...words, on_behalf_of: boss }, headers);
  const before = (await knex('intakes').count('id').first())?.['count'];
  expect(asked(await file())).toEqual([422, 'delegation_required']);
  expect((await knex('intakes').count('id').first())?.['count']).toBe(before);

  const lent = await api
    .as(boss)
    .post('/v1/delegations', { delegate: agent, starts_at: inDays(0), ends_at: inDays(1) });
  const key = { 'Idempotency-Key': randomUUID() };
  const filed = await file(key);
  expect(filed.status).toBe(201);
  expect(await knex('intakes').where({ reference: filed.body.reference }).first()).toMatchObject({
    filed_by: agent,
    on_behalf_of: boss,
  });
  // Whoever was named stays so: neither an end of the delegation nor a repetition changes what was filed.
  await api.as(boss).post(`/v1/delegations/${lent.body.id}/revocations`);
  expect(await file(key)).toMatchObject({ status: 200, body: { reference: filed.body.reference } });
  expect(asked(await file())).toEqual([422, 'delegation_required']);
  expect((await api.integration.post('/v1/inquiries', { ...words, on_behalf_of: boss })).status).toBe(201);
});
