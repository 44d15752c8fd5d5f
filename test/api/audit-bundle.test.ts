import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Reference } from '../../contracts/ids';
import type { Actor } from '../../contracts/messages';
import { connect } from '../../db/connect';
import { addElapsed, minuteInMilliseconds } from '../../domain/instant';
import { demoPolicyVersion, loadDemoCompany } from '../../scripts/demo-company';
import { startTestApi, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';
import { createJournalledCases, opening, type JournalledCases } from '../support/journalled-cases';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;
let cases: JournalledCases;
let now = '2026-03-02T09:00:00.000Z';
let reference: Reference;

const hostile = `<script>alert('1')</script></script><img src=x onerror=alert(2)>"' & <!-- \u2028`;
const person = (id: string): Actor => ({ kind: 'person', id });

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, now);
  api = await startTestApi(knex, fakeEngine(), { clock: () => now });
  cases = createJournalledCases(knex);
  reference = await cases.file(now, { subject: `INV-10421 ${hostile}`, body: `We dispute INV-10421. ${hostile}` });
  await cases.tell(reference, now, 'open', {}, opening);
  const later = () => (now = addElapsed(now, 25 * minuteInMilliseconds));
  const jonah = person('jonah.reyes');
  const words = (text: string) => cases.text(reference, now, text);
  later();
  await cases.tell(reference, now, 'assign', { team: 'billing', person: 'jonah.reyes' });
  await cases.tell(reference, now, 'reply', { text: await words('Dear Ruth,\n\nwe look into it.') }, jonah);
  later();
  const amount = { minor: 390_000, currency: 'USD' };
  await cases.tell(reference, now, 'dispute', { invoice: 'INV-10421', amount, reason: 'price' }, jonah);
  const content = {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount,
    reason: 'price',
    explanation: await words(hostile),
  };
  await cases.tell(reference, now, 'propose', { content }, jonah);
  later();
  const [first] = cases.state(reference).proposals;
  const revised = { ...content, amount: { ...amount, minor: 380_000 } };
  await cases.tell(reference, now, 'revise', { proposal: first?.id, content: revised }, jonah);
  later();
  const [second] = cases.state(reference).proposals;
  const decision = { proposal: second?.id, contentHash: second?.contentHash, decision: 'approve' };
  const decided = await cases.tell(reference, now, 'decide', decision, person('victor.almeida'));
  expect(decided).toMatchObject({ result: 'accepted' });
  later();
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

const read = (format: string) => api.as('olu.adeyemi').get(`/v1/inquiries/${reference}/audit-bundle?format=${format}`);
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** As the instructions in the bundle say, and with none of our code. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`);
  return `{${members.join(',')}}`;
}

/** What an auditor does by hand; the names of what is wrong. */
function check(bundle: Awaited<ReturnType<typeof read>>['body']): string[] {
  const { digest, ...covered } = bundle;
  const wrong = digest === sha256(canonical(covered)) ? [] : ['digest'];
  let previous = bundle.head.owner;
  for (const [index, row] of bundle.journal.entries()) {
    const whole =
      row.hashed.sequence === index + 1 && row.hashed.previousHash === previous && row.previous_hash === previous;
    if (!whole || row.hash !== sha256(canonical(row.hashed))) wrong.push(`row ${index + 1}`);
    previous = row.hash;
  }
  if (bundle.head.hash !== previous || bundle.head.sequence !== bundle.journal.length) wrong.push('head');
  for (const { id, hash, salt, content } of bundle.texts) {
    if (content !== null && sha256(salt + content) !== hash) wrong.push(`text ${id}`);
  }
  for (const { versions } of bundle.proposals) {
    for (const version of versions) {
      if (sha256(canonical(version.hash_covers)) !== version.content_hash) wrong.push(`version ${version.version}`);
    }
  }
  for (const policy of bundle.policies) {
    if (sha256(canonical(policy.content)) !== policy.hash) wrong.push(`policy ${policy.version}`);
  }
  return wrong;
}

test('the bundle holds the whole case, and everything in it can be checked by hand', async () => {
  const { status, body, headers } = await read('json');
  expect(status).toBe(200);
  expect(headers.get('content-disposition')).toContain(`audit-${reference}.json`);
  expect(check(body)).toEqual([]);

  expect(body.case).toMatchObject({ reference, customer: { id: 'C-1003' }, policy_version: demoPolicyVersion });
  expect(body.policies).toMatchObject([{ version: demoPolicyVersion, author: 'elin.hart' }]);
  expect(body.people.map(({ id }: { id: string }) => id)).toEqual(
    expect.arrayContaining(['jonah.reyes', 'nora.whitfield', 'victor.almeida']),
  );
  const [proposal] = body.proposals;
  expect(
    proposal.versions.map(({ version, preparer }: { version: number; preparer: string }) => [version, preparer]),
  ).toEqual([
    [1, 'jonah.reyes'],
    [2, 'jonah.reyes'],
  ]);
  expect(proposal.decisions).toMatchObject([
    { version: 2, decider: 'victor.almeida', decision: 'approve', content_hash: proposal.versions[1].content_hash },
  ]);
  const rows = await knex('journal')
    .where({ owner: `inquiry:${reference}` })
    .orderBy('sequence');
  expect(body.journal.map(({ hash }: { hash: string }) => hash)).toEqual(rows.map(({ hash }) => hash));
  expect(body.timeline).toHaveLength(rows.length);
  expect(body.timeline[0]).toMatchObject({ sequence: 1, automatic: true, policy_version: demoPolicyVersion });
  expect(body.messages.map(({ purpose }: { purpose: string }) => purpose)).toEqual(
    expect.arrayContaining(['acknowledgement', 'reply']),
  );
  expect(body.links).toContainEqual({ kind: 'invoice', id: 'INV-10421' });
  expect(body.alerts.length).toBeGreaterThan(0);
  expect(body.verification.join(' ')).toContain('checkpoint');
});

test('whatever is changed in it is found', async () => {
  const { body } = await read('json');
  const changed = (change: (bundle: typeof body) => void): string[] => {
    const copy = structuredClone(body);
    change(copy);
    return check(copy);
  };
  expect(changed((copy) => (copy.journal[2].hashed.event.type = 'closed'))).toEqual(['digest', 'row 3']);
  expect(changed((copy) => copy.journal.pop())).toEqual(['digest', 'head']);
  expect(changed((copy) => (copy.texts[0].content += '.'))).toHaveLength(2);
  expect(changed((copy) => (copy.proposals[0].versions[0].hash_covers.content.amount.minor = 1))).toContain(
    'version 1',
  );
  expect(changed((copy) => (copy.timeline[0].words = 'Nothing happened'))).toEqual(['digest']);
});

test('as a page it needs nothing from anywhere, runs nothing, and carries the same JSON', async () => {
  const { status, body: page, headers } = await read('html');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'; form-action 'none'/,
  );
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
  expect(policy).toContain(createHash('sha256').update(style).digest('base64'));

  expect(page).toContain('<html lang="en">');
  expect(page).not.toMatch(/<img|<link|<iframe|url\(|@import|(?:src|href)="(?!#)/);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page.match(/<\/script>/g)).toHaveLength(1);
  expect(page).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;');
  expect(page.match(/<h1/g)).toHaveLength(1);
  for (const [heading] of page.matchAll(/<th(?:\s[^>]*)?>/g)) expect(heading).toContain('scope="col"');
  expect(page.match(/<caption>/g)?.length).toBe(page.match(/<table>/g)?.length);

  const [, json = ''] = /<script type="application\/json" id="bundle">([\s\S]*)<\/script>/.exec(page) ?? [];
  const bundle = JSON.parse(json);
  expect(check(bundle)).toEqual([]);
  expect(page).toContain(bundle.digest);
  for (const { hash, previous_hash: previous } of bundle.journal) {
    expect(page).toContain(hash);
    expect(page).toContain(previous);
  }
  const browser = await api
    .as('olu.adeyemi')
    .get(`/v1/inquiries/${reference}/audit-bundle?format=html`, { Accept: 'text/html' });
  expect(browser.status).toBe(200);
});

test('it is for auditors and compliance, of what there is', async () => {
  const path = `/v1/inquiries/${reference}/audit-bundle`;
  expect(await api.as('rosa.lindgren').get(path)).toMatchObject({ status: 200 });
  for (const who of ['nora.whitfield', 'victor.almeida', 'petra.novak']) {
    expect(await api.as(who).get(path)).toMatchObject({ status: 403 });
  }
  expect(await api.customer('C-1003').get(path)).toMatchObject({ status: 403 });
  expect(await api.as('olu.adeyemi').get('/v1/inquiries/INQ-2026-999999/audit-bundle')).toMatchObject({ status: 404 });
  expect(await api.as('olu.adeyemi').get(`${path}?format=pdf`)).toMatchObject({ status: 400 });
});

test('after an erasure it says so, and still verifies', async () => {
  const subject = { kind: 'inquiry', id: reference };
  await api.as('rosa.lindgren').post('/v1/erasures', { subject, reason: 'Request of 2 March' });
  const { body } = await read('json');
  expect(check(body)).toEqual([]);
  expect(
    body.texts.every(({ content, salt }: { content: null; salt: null }) => content === null && salt === null),
  ).toBe(true);
  expect(body.erasures).toMatchObject([{ reason: 'Request of 2 March', by: { id: 'rosa.lindgren' } }]);
  const { body: page } = await read('html');
  expect(page).toContain('<span class="erased">erased</span>');
  expect(page).not.toContain('We dispute INV-10421');
});
