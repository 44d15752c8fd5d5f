import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PolicyContent } from '../../contracts/policy';
import { publishPolicy, readDefaultPolicy } from '../../db/policies';
import { resolveHolidays } from '../../domain/holidays';
import { rebuildProjections } from '../../scripts/rebuild-projections';
import { startTestApi, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;
/** What the API takes for now; the real time when null. */
let instant: string | null = null;
/** Makes each version differ from the one before. */
let published = 0;

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
  api = await startTestApi(desk.db, desk.engine, { clock: () => instant ?? new Date().toISOString() });
}, 60_000);
afterAll(async () => {
  await api.stop();
  await desk.stop();
});

const lead = () => api.as('nora.whitfield');
const dispute = {
  subject: 'Invoice INV-10421: second delivery never came',
  body: 'We dispute USD 7,800.00 of invoice INV-10421.',
  requester: { email: 'ap@meridian-outdoor.example' },
};

/** Publishes a version that differs from the shipped policy; cases that are filed from now on open under it. */
async function publish(change: (policy: PolicyContent) => void): Promise<string> {
  const now = await desk.now();
  const content = structuredClone(resolveHolidays(await readDefaultPolicy(), now));
  published += 1;
  content.windows.reopenDays = 30 + published;
  change(content);
  const version = `sl-${randomUUID().slice(0, 8)}`;
  await publishPolicy(desk.db, {
    version,
    content,
    author: 'elin.hart',
    publishedBy: 'marcus.bell',
    reason: 'Another service level.',
    publishedAt: now,
  });
  return version;
}

/** Files it, at another instant if one is named. */
async function filed(body: object = dispute, at: string | null = null): Promise<string> {
  instant = at;
  const { status, body: answer } = await api.integration.post('/v1/inquiries', body);
  instant = null;
  expect(status).toBe(201);
  await desk.eventually(async () => (await detail(answer.reference)).sequence > 0);
  return answer.reference;
}

const detail = async (reference: string) => (await lead().get(`/v1/inquiries/${reference}`)).body;
const references = async (query: string, by = lead()): Promise<string[]> => {
  const { status, body } = await by.get(`/v1/inquiries?limit=200&${query}`);
  expect([query, status, body.code]).toEqual([query, 200, undefined]);
  return body.data.map(({ reference }: { reference: string }) => reference);
};

describe('scenario 1, raised on Friday 12 March 2027 at 16:00: clocks change in New York that weekend', () => {
  /** Files at an instant to come, under a policy with 36 hours of this kind; gives what detail and list say. */
  async function raised(entity: string, at: string, time: 'elapsed' | 'business') {
    await publish(({ serviceLevels }) => {
      for (const rule of serviceLevels)
        if (rule.clock === 'resolution') Object.assign(rule, { minutes: 36 * 60, time });
    });
    const reference = await filed({ ...dispute, legal_entity: entity, subject: `${entity} ${time}` }, at);
    const { due, due_at: dueAt } = await detail(reference);
    const { body } = await lead().get('/v1/inquiries?limit=200');
    const row = body.data.find((each: { reference: string }) => each.reference === reference);
    expect(row.due).toEqual(due);
    return { due, dueAt };
  }

  it.each([
    ['halden-uk', '2027-03-12T16:00:00.000Z', 'elapsed', '2027-03-14T04:00:00.000+00:00', 'Europe/London'],
    ['halden-us', '2027-03-12T21:00:00.000Z', 'elapsed', '2027-03-14T05:00:00.000-04:00', 'America/New_York'],
    ['halden-uk', '2027-03-12T16:00:00.000Z', 'business', '2027-03-19T12:00:00.000+00:00', 'Europe/London'],
    ['halden-us', '2027-03-12T21:00:00.000Z', 'business', '2027-03-19T12:00:00.000-04:00', 'America/New_York'],
  ] as const)('%s at %s, %s: the case says which clock, and the instant with its offset', async (...story) => {
    const [entity, at, time, expected, zone] = story;
    const { due, dueAt } = await raised(entity, at, time);
    expect(due).toMatchObject({
      clock: 'resolution',
      condition: 'running',
      counts: time,
      calendar: time === 'elapsed' ? 'elapsed' : { 'halden-uk': 'london', 'halden-us': 'new-york' }[entity],
      zone,
      at: expected,
    });
    expect(due.text).toContain(`36 h ${time === 'elapsed' ? 'elapsed time' : 'on calendar'}`);
    expect(Date.parse(dueAt)).toBe(Date.parse(expected));
  });
});

describe('putting a case off', () => {
  const until = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const owned = async (): Promise<string> => {
    const reference = await filed();
    const body = { team: 'billing', person: 'jonah.reyes' };
    await lead().post(`/v1/inquiries/${reference}/assignments`, body);
    expect((await detail(reference)).assignee.id).toBe('jonah.reyes');
    return reference;
  };

  it('takes it out of its owner’s queue and off no other list, and says until when', async () => {
    const reference = await owned();
    const jonah = api.as('jonah.reyes');
    const day = until(3);
    const taken = await jonah.post(`/v1/inquiries/${reference}/snoozes`, { until: day, reason: 'Monday.' });
    expect(taken).toMatchObject({ status: 200 });
    const read = await detail(reference);
    expect(read.snoozed_until).toBe(day);
    expect(read.allowed_next_steps).toContain('unsnooze');
    expect(read.due.condition).toBe('running');

    expect(await references('assignee=me', jonah)).not.toContain(reference);
    expect(await references('assignee=me&snoozed=all', jonah)).toContain(reference);
    expect(await references('assignee=jonah.reyes')).toContain(reference);
    expect(await references('snoozed=true')).toContain(reference);
    expect(await references('snoozed=false')).not.toContain(reference);

    const back = await jonah.post(`/v1/inquiries/${reference}/unsnoozes`, {});
    expect(back).toMatchObject({ status: 200 });
    expect(await references('assignee=me', jonah)).toContain(reference);
    const { body } = await lead().get(`/v1/inquiries/${reference}/timeline?limit=200`);
    const words = body.data.map((entry: { words: string }) => entry.words);
    expect(words).toContain(`Put off until ${day}`);
    expect(words).toContain('Back in the queue: somebody took it back');
  });

  it('is refused into the past, for longer than the policy allows, and by others than owner and lead', async () => {
    const reference = await owned();
    const refused = async (who: string, body: unknown, status: number, code: string) =>
      expect(await api.as(who).post(`/v1/inquiries/${reference}/snoozes`, body)).toMatchObject({
        status,
        body: { code },
      });
    await refused('jonah.reyes', { until: until(-1) }, 422, 'date_invalid');
    await refused('jonah.reyes', { until: until(91) }, 422, 'date_invalid');
    await refused('mei.tanaka', { until: until(1) }, 422, 'owner_only');
    await refused('rosa.lindgren', { until: until(1) }, 403, 'forbidden');
    for (const body of [
      {},
      { until: 'tomorrow' },
      { until: '2026-13-01T00:00:00Z' },
      { until: 5 },
      { until: until(1), x: 1 },
    ]) {
      await refused('jonah.reyes', body, 400, 'invalid_request');
    }
    const nothing = await api.as('jonah.reyes').post(`/v1/inquiries/${reference}/unsnoozes`, {});
    expect(nothing).toMatchObject({ status: 422, body: { code: 'transition_not_allowed' } });
    expect((await detail(reference)).snoozed_until).toBeNull();
  });
});

describe('lists by clock', () => {
  it('find what is due, breached or escalated, by any clock', async () => {
    await publish(({ serviceLevels }) => {
      for (const rule of serviceLevels) Object.assign(rule, { time: 'elapsed', minutes: 1 });
    });
    const reference = await filed(dispute, new Date(Date.now() - 120_000).toISOString());
    await desk.eventually(async () => (await detail(reference)).breached);
    await publish(() => undefined);

    const soon = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
    for (const found of [
      'breached=true',
      'breached=true&clock=first_response',
      `due_before=${soon}`,
      `clock=next_update&due_before=${soon}`,
      'clock=resolution',
      'escalation_level=1',
      'escalation_level=0,1',
    ]) {
      expect([found, (await references(found)).includes(reference)]).toEqual([found, true]);
    }
    for (const missing of [
      'breached=false',
      'breached=false&clock=first_response',
      `clock=next_update&due_after=${soon}`,
      'clock=fca-disp:final_response',
      'escalation_level=2,3',
    ]) {
      expect([missing, (await references(missing)).includes(reference)]).toEqual([missing, false]);
    }
    for (const wrong of ['clock=%27%20or%201', 'escalation_level=4', 'snoozed=maybe', 'due_before=now']) {
      expect((await lead().get(`/v1/inquiries?${wrong}`)).body).toMatchObject({ status: 400, code: 'invalid_request' });
    }
    for (const ours of ['clock=resolution', 'escalation_level=1', 'snoozed=true']) {
      expect((await api.customer('C-1003').get(`/v1/inquiries?${ours}`)).status).toBe(403);
    }
  });
});

describe('regulatory packs', () => {
  it('run beside the three clocks once a policy switches them on, and are extended by what is recorded', async () => {
    const packs = parse(await readFile(join(__dirname, '../../policies/regulatory-packs.yaml'), 'utf8'));
    await publish((policy) => {
      policy.regulatory = {
        packs,
        applies: [
          {
            pack: 'fca-disp-payment-services',
            legalEntities: ['halden-us', 'halden-uk'],
            categories: ['billing_dispute'],
            segments: ['*'],
            calendar: 'london',
          },
        ],
      };
    });
    const reference = await filed();
    const before = await detail(reference);
    const final = (read: { clocks: { name: string }[] }) =>
      read.clocks.find(({ name }) => name === 'fca-disp-payment-services:final_response');
    expect(before.clocks.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['first_response', 'next_update', 'resolution']),
    );
    expect(final(before)).toMatchObject({
      condition: 'running',
      counts: 'business',
      calendar: 'london',
      days: { count: 15, unit: 'business_days', until: 'end_of_day' },
    });
    const body = { pack: 'fca-disp-payment-services', event: 'holding_response_sent', reason: 'Letter of today.' };
    const rosa = api.as('rosa.lindgren');
    const path = `/v1/inquiries/${reference}/regulatory-events`;
    expect(await rosa.post(path, body)).toMatchObject({ status: 201 });
    const after = await detail(reference);
    expect(final(after)).toMatchObject({ days: { count: 35, unit: 'business_days' } });
    expect(after.regulatory).toMatchObject({ events: [{ event: 'holding_response_sent' }] });
    expect(await references('clock=fca-disp-payment-services:final_response')).toEqual([reference]);

    for (const [wrong, status, code] of [
      [{ event: 'full_moon' }, 422, 'record_unknown'],
      [{ pack: '__proto__' }, 400, 'invalid_request'],
      [{ pack: 'constructor' }, 422, 'record_unknown'],
      [{ at: '2199-01-01T00:00:00Z' }, 422, 'date_invalid'],
      [{ reason: ' ' }, 400, 'invalid_request'],
    ] as const) {
      expect(await rosa.post(path, { ...body, ...wrong })).toMatchObject({ status, body: { code } });
    }
    const customer = await api.customer('C-1003').get(`/v1/inquiries/${reference}`);
    expect(customer.body.clocks.map(({ name }: { name: string }) => name).sort()).toEqual([
      'first_response',
      'next_update',
      'resolution',
    ]);
    expect(customer.body).not.toHaveProperty('regulatory');
  });
});

it('a legal entity without a calendar gets cases with dates, and an alert', async () => {
  await publish((policy) => {
    delete policy.calendarOf['halden-uk'];
  });
  const reference = await filed({ ...dispute, legal_entity: 'halden-uk' });
  const { clocks } = await detail(reference);
  expect(clocks).toHaveLength(3);
  expect(new Set(clocks.map(({ calendar }: { calendar: string }) => calendar))).toEqual(new Set(['elapsed']));
  const { body } = await lead().get('/v1/alerts?limit=200');
  expect(body.data).toContainEqual(
    expect.objectContaining({ owner: `inquiry:${reference}`, kind: 'calendar_missing', team: 'billing' }),
  );
});

it('all of it can be told again from the journal', async () => {
  const { differences } = await rebuildProjections(desk.database.ownerUrl);
  expect(differences).toEqual({});
});
