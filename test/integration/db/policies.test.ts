import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { parse } from 'yaml';
import { policySchema } from '../../../contracts/policy';
import { connect } from '../../../db/connect';
import { listKnownHolidays } from '../../../db/list-known-holidays';
import {
  createPolicyStore,
  fillPolicyDefaults,
  publishPolicy,
  readDefaultPolicy,
  type PolicyPublication,
} from '../../../db/policies';
import { nextOpening } from '../../../domain/calendar';
import { resolveHolidays } from '../../../domain/holidays';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';

let database: TestDatabase;
let knex: Knex;

beforeEach(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
});
afterEach(async () => {
  await knex.destroy();
  await database.drop();
});

const publishedAt = '2026-11-22T09:00:00.000Z';
const shipped = async () => resolveHolidays(await readDefaultPolicy(), publishedAt);
const publish = async (other: Partial<PolicyPublication> = {}) =>
  publishPolicy(knex, {
    version: '1',
    content: await shipped(),
    author: 'elin.hart',
    publishedBy: 'marcus.bell',
    reason: 'first',
    publishedAt,
    ...other,
  });
const stricter = async () => ({ ...(await shipped()), warnAt: 0.5 });

test('what is published is read again as it was, under its hash', async () => {
  const published = await publish();
  expect(published.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await createPolicyStore(knex).load('1')).toEqual({
    ...(await shipped()),
    version: '1',
    hash: published.hash,
  });
});

test('publishing the same again changes nothing; other content under the version is refused', async () => {
  const first = await publish();
  expect(await publish({ reason: 'again' })).toEqual(first);
  await expect(publish({ content: await stricter() })).rejects.toMatchObject({ code: 'already_exists' });
  expect(await knex('policies').pluck('reason')).toEqual(['first']);
});

test('a later version may say what an earlier one said', async () => {
  const { hash } = await publish();
  await publish({ version: '2', content: await stricter() });
  expect(await publish({ version: '3' })).toMatchObject({ version: '3', hash });
});

test('the order of keys in the file does not change the hash', async () => {
  const { hash } = await publish();
  const turned = Object.fromEntries(Object.entries(await shipped()).reverse());
  expect(await publish({ content: turned })).toMatchObject({ hash });
});

test('the newest is the one published last; older ones stay as they were', async () => {
  const store = createPolicyStore(knex);
  await expect(store.newest()).rejects.toMatchObject({ code: 'record_unknown' });
  await publish();
  expect((await store.newest()).version).toBe('1');
  await publish({ version: '0-late', content: await stricter() });
  expect(await store.newest()).toMatchObject({ version: '0-late', warnAt: 0.5 });
  expect(await store.load('1')).toMatchObject({ warnAt: 0.75 });
  await expect(store.load('none')).rejects.toMatchObject({ code: 'record_unknown' });
});

test('a policy that was read cannot be changed by who reads it', async () => {
  await publish();
  const policy = await createPolicyStore(knex).load('1');
  expect(() => (policy.windows.reopenDays = 1)).toThrow(TypeError);
});

test('nobody publishes what they wrote, here or past the desk', async () => {
  await expect(publish({ publishedBy: 'elin.hart' })).rejects.toMatchObject({ code: 'duties_conflict' });
  await publish();
  await expect(
    knex.raw(`insert into policies (version, hash, content, author, published_by, reason, published_at)
              select 'raw', 'raw', content, author, author, reason, published_at from policies`),
  ).rejects.toThrow('policy_published_by_another');
});

test('a policy with a mistake is not published', async () => {
  const content = await shipped();
  await expect(publish({ content: { ...content, calendarOf: { 'halden-us': 'mars' } } })).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('calendarOf.halden-us: there is no calendar mars'),
  });
  expect(await knex('policies').pluck('version')).toEqual([]);
});

test('a version without the dates of its holidays is not published: its deadlines would depend on the library', async () => {
  await expect(publish({ content: await readDefaultPolicy() })).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('calendars.london.holidays'),
  });
});

test('until when the holidays of the policy in force are known', async () => {
  expect(await listKnownHolidays(knex)).toEqual([]);
  await publish();
  expect(await listKnownHolidays(knex)).toEqual(
    ['berlin', 'london', 'new-york'].map((calendar) => ({ version: '1', calendar, to: 2036 })),
  );
});

test('a policy that the first release published is read as it was, and the desk starts with it', async () => {
  const landed: unknown = parse(await readFile(join(__dirname, '../../fixtures/policy-0.1.0.yaml'), 'utf8'));
  const hash = '41d0d2a3';
  await knex('policies').insert({
    version: '1',
    hash,
    content: JSON.stringify(landed),
    author: 'elin.hart',
    published_by: 'marcus.bell',
    reason: 'The policy that ships with the desk.',
    published_at: publishedAt,
  });
  expect(await loadDemoCompany(knex, publishedAt)).toMatchObject({ loaded: true });
  expect(await loadDemoCompany(knex, publishedAt)).toMatchObject({ loaded: false });
  expect(await knex('policies').pluck('version')).toEqual(['1']);

  const policy = await createPolicyStore(knex).newest();
  expect(policy).toMatchObject({ version: '1', hash, ...(landed as object) });
  expect(policySchema.safeParse(fillPolicyDefaults(landed)).error).toBeUndefined();
  expect(nextOpening(policy.calendars['london']!, '2026-04-02T16:30:00.000Z')).toBe('2026-04-07T08:00:00.000Z');
});
