import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { connect } from '../../db/connect';
import { insertPerson } from '../../db/insert-person';
import { createPolicyStore } from '../../db/policies';
import { demoPolicyVersion, loadDemoCompany } from '../../scripts/demo-company';
import { startTestApi, type Answered, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;

const shipped = readFileSync(join(__dirname, '../../policies/default.yaml'), 'utf8');
const reason = 'Answers within four hours.';
let count = 0;
const newVersion = () => `2027-${(count += 1)}`;

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, new Date().toISOString());
  await insertPerson(knex, {
    id: 'tess.vale',
    name: 'Tess Vale',
    email: 'tess.vale@halden.example',
    roles: ['policy_author', 'policy_publisher'],
  });
  await insertPerson(knex, {
    id: 'elin.erp',
    name: 'Elin Hart',
    email: 'elin.erp@halden.example',
    person: 'elin.hart',
    roles: ['policy_publisher'],
  });
  api = await startTestApi(knex, fakeEngine({ start: async () => undefined }), { limits: { commandPatience: 300 } });
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

/** The shipped policy with something said otherwise. */
const changed = (before: string, after: string): string => {
  expect(shipped).toContain(before);
  return shipped.replace(before, after);
};
const faster = changed(
  'urgency: normal, clock: resolution, minutes: 1920',
  'urgency: normal, clock: resolution, minutes: 960',
);
/** Says something of its own. */
const different = (yaml = faster) =>
  yaml.replace('confidenceThreshold: 0.5', `confidenceThreshold: 0.4${(count += 1)}`);
const write = (yaml: string, version = newVersion(), person = 'elin.hart'): Promise<Answered> =>
  api.as(person).post('/v1/policies', { version, yaml, reason });
const publish = (
  { version, hash }: { version: string; hash: string },
  person = 'marcus.bell',
  more: object = {},
): Promise<Answered> => api.as(person).post(`/v1/policies/${version}/publications`, { content_hash: hash, ...more });

describe('a policy is written by one person and published by another', () => {
  test('from draft to version in force', async () => {
    const author = api.as('elin.hart');
    const written = await write(different());
    expect(written).toMatchObject({ status: 201, body: { status: 'draft', author: 'elin.hart', revision: 1 } });
    expect(written.body.findings.filter(({ level }: { level: string }) => level === 'error')).toEqual([]);
    const { version, hash } = written.body;
    expect(
      (await author.get('/v1/policies?status=draft')).body.data.map((each: Answered['body']) => each.version),
    ).toContain(version);
    const listed = async () =>
      (await author.get('/v1/policies')).body.data.map((each: Answered['body']) => each.version) as string[];
    expect(await listed()).not.toContain(version);

    const seen = await publish(written.body, 'marcus.bell', { dry_run: true });
    expect(seen).toMatchObject({ status: 200, body: { dry_run: true, published: false, before: demoPolicyVersion } });
    expect(seen.body.differences.map(({ words }: { words: string }) => words)).toContain(
      'service levels › resolution/*/normal › minutes: 32 h → 16 h',
    );
    expect(await listed()).not.toContain(version);

    const published = await publish(written.body, 'marcus.bell', { note: 'From December on.' });
    expect(published).toMatchObject({ status: 201, body: { published: true, differences: seen.body.differences } });
    expect((await listed())[0]).toBe(version);
    expect((await author.get(`/v1/policies/${version}`)).body).toMatchObject({
      status: 'published',
      hash,
      author: 'elin.hart',
      published_by: 'marcus.bell',
      note: 'From December on.',
    });
    const inForce = await createPolicyStore(knex).newest();
    expect(inForce).toMatchObject({ version, hash });
    expect(inForce.calendars['london']?.holidays?.resolved?.days['2027-05-03']).toBe('Early May bank holiday');
    expect((await author.get(`/v1/policies/${version}/differences`)).body).toMatchObject({
      from: demoPolicyVersion,
      to: version,
    });
    const none = await author.get(`/v1/policies/${version}/differences?from=${version}`);
    expect(none.body).toEqual({ from: version, to: version, data: [] });

    expect(await publish(written.body)).toMatchObject({ status: 422, body: { code: 'policy_not_draft' } });
    const again = await author.post(`/v1/policies/${version}/revisions`, { yaml: different(), reason });
    expect(again).toMatchObject({ status: 422, body: { code: 'policy_not_draft' } });
    expect(await write(different(), version)).toMatchObject({ status: 409, body: { code: 'already_exists' } });
  });

  test('whoever wrote a part of it does not publish it: author, editor, alias, or holder of their delegation', async () => {
    const { body: draft } = await write(different(), newVersion(), 'tess.vale');
    expect(await publish(draft, 'tess.vale')).toMatchObject({
      status: 422,
      body: { code: 'segregation_excluded', rule: 'segregation: preparer' },
    });
    const { version } = draft;
    const revised = await api.as('elin.hart').post(`/v1/policies/${version}/revisions`, { yaml: different(), reason });
    expect(revised).toMatchObject({ status: 201, body: { revision: 2, authors: ['tess.vale', 'elin.hart'] } });
    expect(await publish(revised.body, 'elin.erp')).toMatchObject({
      status: 422,
      body: { code: 'segregation_excluded', rule: 'segregation: editor' },
    });
    // The author again, although the last word was another's.
    expect(await publish(revised.body, 'tess.vale')).toMatchObject({ body: { rule: 'segregation: preparer' } });
    expect(await publish(revised.body, 'tess.vale', { dry_run: true })).toMatchObject({ status: 422 });

    await knex('delegations').insert({
      delegator: 'elin.hart',
      delegate: 'marcus.bell',
      starts_at: new Date(Date.now() - 60_000).toISOString(),
      ends_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(await publish(revised.body, 'marcus.bell')).toMatchObject({
      body: { code: 'segregation_excluded', rule: 'segregation: holds a delegation of the editor' },
    });
    const borrowed = { 'On-Behalf-Of': 'elin.hart' };
    const path = `/v1/policies/${version}/publications`;
    const inHerName = await api.as('marcus.bell').post(path, { content_hash: revised.body.hash }, borrowed);
    expect(inHerName.status).toBe(403);
    await knex('delegations')
      .where({ delegator: 'elin.hart' })
      .update({ ends_at: new Date(Date.now()).toISOString() });
    expect(await publish(revised.body, 'marcus.bell')).toMatchObject({ status: 201 });
  });

  test('past the desk, the database refuses the same', async () => {
    const { body: draft } = await write(different(), newVersion(), 'tess.vale');
    const insert = (row: Record<string, unknown>) =>
      knex.raw(
        `insert into policies (version, hash, content, author, published_by, reason, published_at)
         select version, coalesce(:hash, hash), content, coalesce(:author, person), :publisher, reason, created_at
           from policy_revisions where version = :version and revision = 1`,
        { version: draft.version, hash: null, author: null, publisher: 'marcus.bell', ...row },
      );
    await expect(insert({ publisher: 'tess.vale' })).rejects.toThrow('somebody who wrote it');
    await expect(insert({ author: 'elin.hart', publisher: 'elin.erp' })).rejects.toThrow('somebody who wrote it');
    await expect(insert({ author: 'elin.hart', publisher: 'tess.vale' })).rejects.toThrow('somebody who wrote it');
    await expect(insert({ hash: 'f'.repeat(64) })).rejects.toThrow('not what its last revision says');
    for (const change of ['update policy_revisions set person = person', 'delete from policy_revisions']) {
      await expect(knex.raw(change)).rejects.toThrow(/append-only|permission denied/);
    }
    expect(await publish(draft)).toMatchObject({ status: 201 });
    await expect(
      knex.raw(
        `insert into policy_revisions select version, 2, hash, content, source, person, reason, created_at
           from policy_revisions where version = ?`,
        [draft.version],
      ),
    ).rejects.toThrow('is published');
  });

  test('what is published is what was read', async () => {
    const { body: draft } = await write(different());
    const path = `/v1/policies/${draft.version}`;
    await api.as('elin.hart').post(`${path}/revisions`, { yaml: different(), reason });
    expect(await publish(draft)).toMatchObject({
      status: 422,
      body: { code: 'content_changed', details: { revision: 2 } },
    });
    const rejection = { content_hash: draft.hash, reason: 'Too fast.' };
    expect(await api.as('marcus.bell').post(`${path}/rejections`, rejection)).toMatchObject({
      body: { code: 'content_changed' },
    });
  });

  test('a rejected draft is not published, and its revision may be', async () => {
    const { body: draft } = await write(different());
    const path = `/v1/policies/${draft.version}`;
    const rejection = { content_hash: draft.hash, reason: 'The director has left.' };
    const rejected = await api.as('marcus.bell').post(`${path}/rejections`, rejection);
    expect(rejected).toMatchObject({
      status: 201,
      body: { status: 'rejected', rejection: { by: 'marcus.bell', reason: 'The director has left.' } },
    });
    const listed = await api.as('elin.hart').get('/v1/policies?status=rejected');
    expect(listed.body.data).toEqual([expect.objectContaining({ version: draft.version })]);
    expect(await publish(draft)).toMatchObject({ status: 422, body: { code: 'policy_not_draft' } });
    const revised = await api.as('elin.hart').post(`${path}/revisions`, { yaml: different(), reason });
    expect(revised.body).toMatchObject({ status: 'draft', rejection: null });
    expect(await publish(revised.body)).toMatchObject({ status: 201 });
  });

  test('going back is a new version that says what an earlier one said', async () => {
    const yaml = different();
    const earlier = (await write(yaml)).body;
    await publish(earlier);
    await publish((await write(different())).body);
    const back = (await write(yaml)).body;
    expect(back.hash).toBe(earlier.hash);
    expect(await publish(back)).toMatchObject({ status: 201, body: { published: true } });
  });

  test('a request that is repeated is done once', async () => {
    const [version, yaml] = [newVersion(), different()];
    const key = { 'Idempotency-Key': `write-${version}` };
    const post = () => api.as('elin.hart').post('/v1/policies', { version, yaml, reason }, key);
    const first = await post();
    expect([first.status, (await post()).status]).toEqual([201, 200]);
    const keyed = { 'Idempotency-Key': `publish-${version}` };
    const publication = () =>
      api.as('marcus.bell').post(`/v1/policies/${version}/publications`, { content_hash: first.body.hash }, keyed);
    const [done, repeated] = [await publication(), await publication()];
    expect([done.status, repeated.status]).toEqual([201, 200]);
    expect(repeated.body.differences).toEqual(done.body.differences);
  });

  test('of several who write or publish at once, one does', async () => {
    const version = newVersion();
    const writes = await Promise.all([1, 2, 3].map(() => write(different(), version)));
    expect(writes.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { body: draft } = await api.as('elin.hart').get(`/v1/policies/${version}`);
    const done = await Promise.all([1, 2, 3].map(() => publish(draft)));
    expect(done.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
  });

  test('who decides cases neither writes nor publishes, and those who do read no cases', async () => {
    const { body: draft } = await write(different());
    for (const person of ['nora.whitfield', 'victor.almeida', 'petra.novak', 'olu.adeyemi', 'marcus.bell']) {
      expect(await write(different(), newVersion(), person)).toMatchObject({ status: 403 });
    }
    for (const person of ['nora.whitfield', 'ingrid.solberg', 'petra.novak', 'elin.hart']) {
      expect(await publish(draft, person)).toMatchObject({ status: 403 });
    }
    expect((await api.as('marcus.bell').get(`/v1/policies/${draft.version}`)).status).toBe(200);
    expect((await api.as('marcus.bell').get('/v1/inquiries')).status).toBe(403);
  });
});

describe('mistakes are named', () => {
  const mistakes = async (yaml: string) => {
    const answer = await write(yaml);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    return answer.body.errors as { path: string; pointer: string; line: number; column: number; message: string }[];
  };

  test('in YAML by line and column', async () => {
    const yaml = changed('halden-uk: london', 'halden-uk: mars');
    const line = yaml.split('\n').findIndex((each) => each.includes('mars')) + 1;
    expect(await mistakes(yaml)).toEqual([
      { path: '/yaml', pointer: '/calendarOf/halden-uk', line, column: 3, message: 'there is no calendar mars' },
    ]);
  });

  test('in an object by its place', async () => {
    const { content } = (await api.as('elin.hart').get(`/v1/policies/${demoPolicyVersion}`)).body;
    const wrong = { ...content, windows: { ...content.windows, reopenDays: 'thirty' } };
    const answer = await api.as('elin.hart').post('/v1/policies', { version: newVersion(), content: wrong, reason });
    expect(answer.body.errors).toEqual([
      expect.objectContaining({ path: '/content/windows/reopenDays', pointer: '/windows/reopenDays' }),
    ]);
  });

  test.each([
    [
      'a country without holidays',
      'country: DE, region: BE',
      'country: XX',
      /no holidays are known of XX; known are AD, /,
    ],
    ['a region without holidays', 'country: DE, region: BE', 'country: DE, region: ZZ', /known are BB, BE, BW, /],
    ['a zone that is none', 'zone: Europe/Berlin', 'zone: Mars/Olympus', /not an IANA time zone/],
    [
      'overlapping shifts',
      "tuesday: [{ from: '09:00', to: '17:00' }]",
      "tuesday: [{ from: '09:00', to: '17:00' }, { from: '16:00', to: '18:00' }]",
      /do not overlap/,
    ],
    ['a date that is none', "closedDays: ['2028-11-10'", "closedDays: ['2028-11-31'", /date/i],
    ['a merge key of YAML 1.1', 'warnAt: 0.75', 'warnAt: 0.75\n<<: { warnAt: 0.1 }', /unknown field/],
    ['a prototype', 'warnAt: 0.75', 'warnAt: 0.75\n__proto__: { admin: true }', /no name for anything/],
  ])('%s', async (_name, before, after, message) => {
    const [found] = await mistakes(changed(before, after));
    expect(found?.message).toMatch(message);
    expect(found?.line).toBeGreaterThan(1);
  });

  test('hostile requests leave with a 4xx and no trace', async () => {
    const author = api.as('elin.hart');
    const before = await knex('policy_revisions').count();
    const bomb =
      'a: &a [x]\n' +
      [...'bcdefghij'].map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(9)}]`).join('\n');
    const version = newVersion();
    const bodies: unknown[] = [
      ...[bomb, '['.repeat(3_000), 'a: !!js/function x', '- 1', '', `# ${'x'.repeat(260_000)}`].map((yaml) => ({
        yaml,
      })),
      ...[null, [], 1, 'text', {}, { calendars: [] }].map((content) => ({ content })),
      {},
      { yaml: shipped, content: {} },
      { yaml: 5 },
    ].map((written) => ({ version, reason, ...written }));
    for (const body of bodies) expect((await author.post('/v1/policies', body)).status).toBe(400);
    const raw = `{"version":"${version}","reason":"x","content":{"__proto__":{"teams":{}}}}`;
    expect((await author.request('POST', '/v1/policies', { raw })).status).toBe(400);
    expect((await author.post('/v1/policies', { version: '../x', yaml: shipped, reason })).status).toBe(400);
    expect((await author.get('/v1/policies/none')).status).toBe(404);
    expect((await author.get(`/v1/policies/${demoPolicyVersion}/differences?from=none`)).status).toBe(404);
    expect((await author.get('/v1/policies?status=lost')).status).toBe(400);
    expect((await publish({ version: 'none', hash: 'a'.repeat(64) })).status).toBe(404);
    expect(await knex('policy_revisions').count()).toEqual(before);
  });
});

describe('a policy that does not fit the company is not published', () => {
  test.each([
    [
      'a title that nobody holds',
      'title: finance_director',
      'title: archduke',
      'stage',
      /no active person with title archduke/,
    ],
    [
      'a quorum that is not there',
      'title: billing_manager, quorum: 1',
      'title: billing_manager, quorum: 3',
      'stage',
      /asks for 3, and only 1/,
    ],
    ['a band above all limits', 'upTo: 2500000', 'upTo: 2600000', 'band_limit', /highest limit is 2500000/],
    [
      'a lead who does not work here',
      'lead: samuel.osei',
      'lead: nobody.known',
      'team_people',
      /lead nobody.known of team collections/,
    ],
    [
      'a legal entity without calendar',
      '  halden-de: berlin\n',
      '',
      'legal_entity_calendar',
      /halden-de has no calendar/,
    ],
    [
      'a team without members',
      'general: { team: customer_service',
      'general: { team: ghosts',
      'team_members',
      /team ghosts has no active member/,
    ],
    [
      'duties that somebody would hold together',
      '  - [apply_cash, approve_cash]',
      '  - [apply_cash, approve_cash]\n  - [approve_cash, approve_credit]',
      'conflict',
      /harriet.vance would hold both approve_cash and approve_credit/,
    ],
  ])('%s', async (_name, before, after, rule, message) => {
    const teams = '\n  ghosts: { name: Ghosts, email: g@halden.example, lead: null, manager: null, director: null }\n';
    const yaml = different(changed(before, after)).replace('\nteams:\n', `\nteams:${teams}`);
    const text = after.includes('ghosts') ? yaml : different(changed(before, after));
    const written = await write(text);
    expect(written.status).toBe(201);
    const finding = written.body.findings.find((each: { rule: string }) => each.rule === rule);
    expect(finding).toMatchObject({ level: 'error', message: expect.stringMatching(message) });
    const seen = await publish(written.body, 'marcus.bell', { dry_run: true });
    expect(seen.body.findings).toContainEqual(finding);
    const refused = await publish(written.body);
    expect(refused).toMatchObject({ status: 422, body: { code: 'policy_unfit' } });
    const { pointer, line, column } = finding;
    expect(refused.body.errors).toContainEqual({ path: pointer, pointer, line, column, message: finding.message });
    // The line is that of the text that was sent.
    const last = (pointer as string).split('/').at(-1) ?? '';
    if (Number.isNaN(Number(last))) expect(text.split('\n')[line - 1]).toContain(last);
  });

  test('a draft sent as an object has its lines in the YAML that the desk makes of it', async () => {
    const { content } = (await api.as('elin.hart').get(`/v1/policies/${demoPolicyVersion}`)).body;
    const teams = { ...content.teams, billing: { ...content.teams.billing, lead: 'nobody.known' } };
    const body = { version: newVersion(), content: { ...content, teams }, reason };
    const written = (await api.as('elin.hart').post('/v1/policies', body)).body;
    const [finding] = written.findings;
    const { yaml } = (await api.as('elin.hart').get(`/v1/policies/${written.version}?format=yaml`)).body;
    expect(yaml.split('\n')[finding.line - 1]).toContain('lead: nobody.known');
    expect(yaml).not.toContain('resolved');
    // What the desk makes of a version can be written again as it is.
    expect((await write(yaml)).status).toBe(201);
  });

  test('nobody present is a warning, no reason to refuse', async () => {
    await knex('people').whereRaw(`'treasury' = any(teams)`).update({ absent_until: '2099-01-01T00:00:00.000Z' });
    const written = await write(different());
    expect(written.body.findings).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        rule: 'team_presence',
        message: 'nobody of team treasury is present',
      }),
    );
    expect((await publish(written.body)).status).toBe(201);
    await knex('people').whereRaw(`'treasury' = any(teams)`).update({ absent_until: null });
  });
});

describe('public holidays', () => {
  test('can be looked at before they are used', async () => {
    const author = api.as('elin.hart');
    const answer = await author.get('/v1/holidays?country=GB&region=ENG&year=2027');
    expect(answer).toMatchObject({ status: 200, body: { country: 'GB', region: 'ENG', year: 2027 } });
    expect(answer.body.data).toContainEqual({ date: '2027-05-03', name: 'Early May bank holiday', type: 'public' });
  });

  test.each([
    ['country=ZZ&year=2027', 'country', /known are AD/],
    ['country=GB&region=LON&year=2027', 'region', /ALD, ENG, NIR, SCT, WLS/],
    ['country=__proto__&year=2027', 'country', /known are/],
    ['country=GB&year=27', 'year', /a year/],
    ['country=GB&year=2027&types=school', 'types', /public, bank, optional/],
  ])('%s', async (query, path, message) => {
    const answer = await api.as('elin.hart').get(`/v1/holidays?${query}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ path, message: expect.stringMatching(message) }] },
    });
  });
});
