import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import { createAddressGuard } from '../../adapters/webhooks/guarded-address';
import { newWebhookSecret, sealSecret } from '../../adapters/webhooks/sealed-secret';
import { claimWebhookEndpoints, releaseWebhookEndpoint } from '../../db/claim-webhook-endpoints';
import type { MailSender, OutgoingMail } from '../../adapters/mail/port';
import { connect } from '../../db/connect';
import { insertPerson } from '../../db/insert-person';
import { tellAdmins } from '../../webhooks/tell-admins';
import { insertWebhookEndpoint } from '../../db/store-webhook-endpoint';
import { replayDeliveries } from '../../db/replay-deliveries';
import { deliverToEndpoint, type DeliveryPorts } from '../../webhooks/deliver-to-endpoint';
import { replayJournal } from '../../webhooks/replay-journal';
import { exitOf } from '../../scripts/services/process';
import { mostTries } from '../../webhooks/retry-schedule';
import { spreadJournal } from '../../webhooks/spread-journal';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { addRow, publishAnyPolicy } from '../support/journal-rows';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

const secretKey = 'a secret of at least thirty-two characters';
const minute = 60_000;

let database: TestDatabase;
let db: Knex;
let receiver: WebhookReceiver;
let now: string;
let endpoints = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url);
  await publishAnyPolicy(db);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  now = '2026-11-23T09:00:00.000Z';
});
afterEach(async () => {
  await db('webhook_endpoints').update({ status: 'removed', disabled_because: null });
  await receiver.stop();
});

const later = (milliseconds: number): void => {
  now = new Date(Date.parse(now) + milliseconds).toISOString();
};
const disabled: string[] = [];
const fail = (owner: string): never => {
  throw new Error(`broken: ${owner}`);
};
const ports = (changes: Partial<DeliveryPorts> = {}): DeliveryPorts => ({
  db,
  clock: () => now,
  secretKey,
  guard: createAddressGuard(['127.0.0.0/8']),
  onDisabled: ({ id }, because) => void disabled.push(`${id} ${because}`),
  timeout: 500,
  ...changes,
});

async function listen(eventTypes: string[] = [], url = receiver.url) {
  endpoints += 1;
  return insertWebhookEndpoint(db, {
    id: `wh-${endpoints}`,
    url,
    description: '',
    event_types: eventTypes,
    secret: sealSecret(secretKey, newWebhookSecret()),
    created_by: 'kim',
    created_at: now,
  });
}

/** A promise to pay, as the follow-up of a customer records it; `promise` tells one from the other. */
const promise = (customer: string, id: string) =>
  addRow(db, `follow-up:${customer}`, {
    type: 'promise_made',
    promise: id,
    invoice: 'INV-1',
    amount: { minor: 120000, currency: 'USD' },
    openBefore: { minor: 120000, currency: 'USD' },
    date: '2026-12-01',
    judgeAt: now,
  });

/** One round of the dispatcher, at this instant. */
async function round(changes: Partial<DeliveryPorts> = {}): Promise<void> {
  await spreadJournal(db, now, fail);
  const until = new Date(Date.parse(now) + 2 * minute).toISOString();
  const claimed = await claimWebhookEndpoints(db, { now, until, limit: 10, except: [] });
  await Promise.all(
    claimed.map(async (endpoint) => {
      await deliverToEndpoint(ports(changes), endpoint);
      await releaseWebhookEndpoint(db, endpoint.id);
    }),
  );
}
const promises = () => receiver.received.map(({ body }) => body.data.promise);
const deliveries = (endpoint: string) =>
  db('webhook_deliveries').where({ endpoint }).orderBy('position').select('status', 'tries', 'attempts', 'event', 'id');

test('what nobody listens to leaves nothing behind; what somebody listens to comes once, with its amounts', async () => {
  await promise('C-1', 'unheard');
  expect(await db('webhook_feed').select()).toEqual([]);
  await listen();
  await promise('C-1', 'heard');
  await round();
  await round();
  expect(receiver.received.map(({ body }) => body)).toMatchObject([
    {
      type: 'promise.made',
      version: 1,
      timestamp: '2026-11-22T09:00:00.000Z',
      position: expect.any(Number),
      data: {
        customer: 'C-1',
        promise: 'heard',
        invoice: 'INV-1',
        amount: { value: '1200.00', currency: 'USD' },
        date: '2026-12-01',
      },
    },
  ]);
});

test('an endpoint gets the types that it asked for', async () => {
  await listen(['inquiry.received']);
  await listen(['promise.made'], `${receiver.url}/promises`);
  await promise('C-2', 'one');
  await round();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/promises']);
});

test('what one customer did stays in its order, and waits for nobody else', async () => {
  await listen();
  for (const id of ['a1', 'a2', 'a3']) await promise('C-A', id);
  for (const id of ['b1', 'b2']) await promise('C-B', id);
  receiver.answer = ({ body }, response) => void response.writeHead(body.data.promise === 'a1' ? 500 : 200).end();
  await round();
  expect(promises().filter((id) => id.startsWith('a'))).toEqual(['a1']);
  expect(promises().filter((id) => id.startsWith('b'))).toEqual(['b1', 'b2']);
  receiver.answer = (_webhook, response) => void response.writeHead(200).end();
  later(5 * minute);
  await round();
  expect(promises().filter((id) => id.startsWith('a'))).toEqual(['a1', 'a1', 'a2', 'a3']);
});

test('what is never accepted becomes a dead letter that can be replayed, under the same id', async () => {
  const { id } = await listen();
  await promise('C-3', 'dead');
  receiver.answer = (_webhook, response) => void response.writeHead(503, { 'Retry-After': '1' }).end();
  for (let tries = 0; tries < mostTries; tries += 1) {
    await round();
    later(25 * 60 * minute);
    // Somebody else is taken meanwhile, so that the endpoint as a whole is not given up.
    await db('webhook_endpoints').where({ id }).update({ failing_since: null, paused_until: null });
  }
  const [dead] = await deliveries(id);
  expect(dead).toMatchObject({ status: 'failed', tries: mostTries });
  expect(dead.attempts).toHaveLength(mostTries);
  expect(dead.attempts[0]).toMatchObject({ code: 503, problem: 'http_503' });
  await round();
  expect(receiver.received).toHaveLength(mostTries);

  receiver.answer = (_webhook, response) => void response.writeHead(200).end();
  expect(await replayDeliveries(db, id, { failed: true }, now)).toBe(1);
  await round();
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([dead.event]));
  expect(await deliveries(id)).toMatchObject([{ status: 'delivered' }]);
});

test('an endpoint that hangs costs the others nothing', async () => {
  const hanging = await listen([], `${receiver.url}/hangs`);
  await listen([], `${receiver.url}/works`);
  receiver.answer = ({ path }, response) => void (path === '/hangs' ? undefined : response.writeHead(200).end());
  for (const id of ['1', '2', '3']) await promise('C-4', id);
  await round();
  expect(receiver.received.filter(({ path }) => path === '/works')).toHaveLength(3);
  const [first, second] = await deliveries(hanging.id);
  expect(first).toMatchObject({ status: 'waiting', attempts: [{ code: null, problem: 'timeout' }] });
  expect(second).toMatchObject({ status: 'waiting', attempts: [] });
});

test('an endpoint that says it is gone, or takes nothing for five days, is switched off and somebody is told', async () => {
  const gone = await listen([], `${receiver.url}/gone`);
  const silent = await listen([], `${receiver.url}/silent`);
  receiver.answer = ({ path }, response) => void response.writeHead(path === '/gone' ? 410 : 500).end();
  await promise('C-5', 'x');
  await round();
  expect(disabled).toContain(`${gone.id} gone`);
  expect(disabled).not.toContain(`${silent.id} failing`);
  await db('webhook_endpoints').where({ id: silent.id }).update({ failing_since: '2026-11-18T08:00:00.000Z' });
  later(10 * minute);
  await round();
  expect(disabled).toContain(`${silent.id} failing`);
  const before = receiver.received.length;
  await promise('C-5', 'y');
  later(24 * 60 * minute);
  await round();
  expect(receiver.received).toHaveLength(before);
});

test('the journal can be sent again from any position on; nothing that happened while it was off is lost', async () => {
  const endpoint = await listen();
  await promise('C-6', 'before');
  await round();
  await db('webhook_endpoints').where({ id: endpoint.id }).update({ status: 'disabled', disabled_because: 'by_admin' });
  await promise('C-6', 'meanwhile');
  await round();
  await db('webhook_endpoints').where({ id: endpoint.id }).update({ status: 'active', disabled_because: null });
  await promise('C-6', 'after');
  await round();
  expect(promises()).toEqual(['before', 'after']);
  const from = receiver.received[0]?.body.position as number;
  expect(await replayJournal(db, endpoint, from, now, fail)).toEqual({ replayed: 3, nextPosition: null });
  await round();
  expect(promises().slice(2)).toEqual(['before', 'meanwhile', 'after']);
});

test('a second process has no part in what a first one delivers, and takes it over when that one is gone', async () => {
  await listen();
  await promise('C-7', 'x');
  await spreadJournal(db, now, fail);
  const claim = () =>
    claimWebhookEndpoints(db, {
      now,
      until: new Date(Date.parse(now) + 2 * minute).toISOString(),
      limit: 10,
      except: [],
    });
  expect((await Promise.all([claim(), claim(), claim()])).flat()).toHaveLength(1);
  later(3 * minute);
  expect(await claim()).toHaveLength(1);
});

test('a process that is killed amid its deliveries loses none: another goes on, in order and under the same ids', async () => {
  const { id } = await listen();
  const customers = ['C-21', 'C-22', 'C-23'];
  for (const customer of customers) for (const order of [1, 2]) await promise(customer, `${customer}/${order}`);
  const dispatch = (ahead: number) =>
    spawn(process.execPath, [
      ...[join(__dirname, '../support/run-typescript.mjs'), join(__dirname, '../support/dispatcher-main.ts')],
      ...[database.url, secretKey, String(ahead)],
    ]);
  const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await done())) await pause(50);
  };
  receiver.answer = () => undefined;
  const first = dispatch(0);
  await until(() => receiver.received.length === customers.length);
  first.kill('SIGKILL');
  await exitOf(first);
  const cutOff = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect((await deliveries(id)).map(({ status }) => status)).toEqual(Array(6).fill('waiting'));

  receiver.answer = (_webhook, response) => void response.writeHead(204).end();
  const second = dispatch(minute + 1_000);
  await until(async () => (await deliveries(id)).every(({ status }) => status === 'delivered'));
  second.kill('SIGKILL');
  await exitOf(second);
  const again = receiver.received.slice(cutOff.length);
  expect(again.map(({ headers }) => headers['webhook-id'])).toEqual(expect.arrayContaining(cutOff));
  for (const customer of customers) {
    const told = again.filter(({ body }) => body.data.customer === customer).map(({ body }) => body.data.promise);
    expect(told).toEqual([`${customer}/1`, `${customer}/2`]);
  }
}, 60_000);

test('rows that come from many writers at once are each spread once', async () => {
  const { id } = await listen();
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let row = 0; row < 5; row += 1) await promise(`C-M${writer}`, `${writer}-${row}`);
  });
  const spreading = (async () => {
    for (let turn = 0; turn < 20; turn += 1)
      await Promise.all([spreadJournal(db, now, fail), spreadJournal(db, now, fail)]);
  })();
  await Promise.all([...writers, spreading]);
  await spreadJournal(db, now, fail);
  expect(await deliveries(id)).toHaveLength(40);
  expect(await db('webhook_feed').select()).toEqual([]);
});

test('a journal that makes no sense keeps no other waiting, and is named', async () => {
  await listen();
  await addRow(db, 'inquiry:INQ-2026-000001', { type: 'note_added' });
  await promise('C-8', 'sound');
  const broken: string[] = [];
  await spreadJournal(db, now, (owner) => void broken.push(owner));
  expect(broken).toEqual(['inquiry:INQ-2026-000001']);
  await round();
  expect(promises()).toEqual(['sound']);
});

test('when one is switched off, each admin hears of it by mail, once', async () => {
  await insertPerson(db, {
    id: 'kim',
    name: 'Kim',
    email: 'kim@desk.example',
    person: 'kim',
    roles: ['admin'],
    languages: ['fr'],
  });
  await insertPerson(db, { id: 'ann', name: 'Ann', email: 'ann@desk.example', person: 'ann', roles: ['auditor'] });
  const mails: OutgoingMail[] = [];
  const mail: MailSender = { send: async (sent) => (mails.push(sent), { result: 'sent' }) };
  const sender = { name: 'Desk', address: 'desk@desk.example' };
  await tellAdmins({ db, mail, sender, secret: secretKey, at: now, webhook: 'wh-9', because: 'failing' });
  expect(mails).toMatchObject([{ to: { address: 'kim@desk.example' }, autoSubmitted: 'auto-generated' }]);
  expect(mails[0]?.text).toContain('wh-9');
});
