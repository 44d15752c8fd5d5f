import { startTestApi, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;
let reference: string;
let now: string;

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
  now = new Date().toISOString();
  api = await startTestApi(desk.db, desk.engine, { clock: () => now });
  const { body } = await api.integration.post('/v1/inquiries', {
    subject: 'Invoice INV-10421: second delivery never came',
    body: 'We dispute USD 7,800.00 of invoice INV-10421.',
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  reference = body.reference;
  await desk.eventually(async () => {
    const { body: detail } = await api.as('nora.whitfield').get(`/v1/inquiries/${reference}`);
    return detail.sequence > 0;
  });
}, 60_000);
afterAll(async () => {
  await api.stop();
  await desk.stop();
});

const say = async (person: string, activity: string) =>
  (await api.as(person).post(`/v1/inquiries/${reference}/presences`, { activity })).body.colleagues;

test('two people who have one case open hear of each other, until they leave or two minutes have passed', async () => {
  expect(await say('nora.whitfield', 'viewing')).toEqual([]);
  expect(await say('mei.tanaka', 'writing')).toMatchObject([{ person: 'nora.whitfield', activity: 'viewing' }]);
  expect(await say('nora.whitfield', 'viewing')).toMatchObject([{ person: 'mei.tanaka', activity: 'writing' }]);
  await say('nora.whitfield', 'left');
  expect(await say('mei.tanaka', 'viewing')).toEqual([]);
  now = new Date(Date.parse(now) + 121_000).toISOString();
  expect(await say('nora.whitfield', 'viewing')).toEqual([]);
});

test('a command says who else has just been at it', async () => {
  now = new Date().toISOString();
  await say('mei.tanaka', 'left');
  await say('nora.whitfield', 'left');
  const note = (person: string) =>
    api.as(person).post(`/v1/inquiries/${reference}/notes`, { text: 'The carrier has no proof of delivery.' });
  expect((await note('nora.whitfield')).body).not.toHaveProperty('colleagues');
  expect((await note('mei.tanaka')).body.colleagues).toMatchObject([{ person: 'nora.whitfield', activity: 'acted' }]);
});

test('only people of ours are on a case, and only on one that exists', async () => {
  const path = (of: string) => `/v1/inquiries/${of}/presences`;
  expect((await api.integration.post(path(reference), { activity: 'viewing' })).status).toBe(403);
  expect((await api.customer('C-1003').post(path(reference), { activity: 'viewing' })).status).toBe(403);
  expect((await api.as('nora.whitfield').post(path('INQ-2026-999999'), { activity: 'viewing' })).status).toBe(404);
  expect((await api.as('nora.whitfield').post(path(reference), { activity: 'sleeping' })).status).toBe(400);
});
