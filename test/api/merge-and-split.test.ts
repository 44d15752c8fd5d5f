import { startTestApi, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
  api = await startTestApi(desk.db, desk.engine);
}, 60_000);
afterAll(async () => {
  await api.stop();
  await desk.stop();
});

async function file(): Promise<string> {
  const { body } = await api.customer('C-3002').post('/v1/inquiries', {
    subject: 'Invoice INV-30105',
    body: 'We dispute invoice INV-30105 over EUR 3,800.00: the second delivery never came.',
  });
  const path = `/v1/inquiries/${body.reference}`;
  await desk.eventually(async () => (await api.as('nora.whitfield').get(path)).body.sequence > 0);
  return body.reference;
}

/** Of a customer that no other test follows up: follow-ups have one name on the server that all desks of a run share. */
const amount = { value: '3800.00', currency: 'EUR' };

test('a mail and its copy become one case, are read as one, and can be parted', async () => {
  const lead = api.as('nora.whitfield');
  const [older, younger] = [await file(), await file()];
  const [there, here] = [`/v1/inquiries/${older}`, `/v1/inquiries/${younger}`];
  await lead.post(`${here}/disputes`, { invoice: 'INV-30105', amount, reason: 'not_received' });

  const wrong = await lead.post(`${there}/merges`, { into: younger });
  expect(wrong).toMatchObject({ status: 422, body: { code: 'merge_into_older', details: { older, younger } } });
  expect(await lead.post(`${here}/merges`, { into: 'INQ-2026-000000' })).toMatchObject({
    status: 422,
    body: { code: 'record_unknown' },
  });
  expect(await api.as('olu.adeyemi').post(`${here}/merges`, { into: older })).toMatchObject({ status: 403 });
  expect(await api.customer('C-3002').post(`${here}/merges`, { into: older })).toMatchObject({ status: 403 });

  const merged = await lead.post(`${here}/merges`, { into: older, reason: 'The same mail to two mailboxes.' });
  expect(merged).toMatchObject({ status: 200, body: { status: 'closed' } });
  expect(await lead.post(`${here}/replies`, { text: 'We are looking into it.' })).toMatchObject({
    status: 422,
    body: { code: 'case_merged', details: { into: older } },
  });
  await desk.eventually(async () => (await lead.get(there)).body.merged.length === 1);
  expect((await lead.get(here)).body).toMatchObject({
    merged_into: older,
    closure: { how: 'merged' },
    allowed_next_steps: ['addNote', 'unmerge'],
  });
  expect((await lead.get(there)).body).toMatchObject({
    merged: [younger],
    disputes: [{ invoice: 'INV-30105', disputed: amount }],
  });

  const wrote = await api.customer('C-3002').post(`${here}/messages`, { text: 'Any news?' });
  expect(wrote).toMatchObject({ status: 202, body: { reference: younger } });
  await desk.eventually(async () =>
    (await lead.get(`${there}/timeline?limit=200`)).body.data.some(
      ({ type }: { type: string }) => type === 'merged_message_received',
    ),
  );
  const messages = (await lead.get(`${there}/messages`)).body.data as { inquiry: string; text: string | null }[];
  expect(messages).toContainEqual(expect.objectContaining({ inquiry: younger, text: 'Any news?' }));
  expect(new Set(messages.map(({ inquiry }) => inquiry))).toEqual(new Set([older, younger]));

  const whole = (await lead.get(`${there}/timeline?limit=200`)).body.data as object[];
  const paged: object[] = [];
  for (let after = ''; ;) {
    const { body } = await lead.get(`${there}/timeline?limit=3${after}`);
    paged.push(...body.data);
    if (!body.has_more) break;
    after = `&after=${body.next_cursor}`;
  }
  expect(paged).toEqual(whole);
  expect(await lead.get(`${there}/timeline?after=INQ-2026-000001:1`)).toMatchObject({
    status: 400,
    body: { code: 'invalid_cursor' },
  });

  const listed = async (query: string) =>
    ((await lead.get(`/v1/inquiries?customer=C-3002&${query}`)).body.data as { reference: string }[]).map(
      ({ reference }) => reference,
    );
  expect(await listed('merged=true')).toEqual([younger]);
  expect(await listed('merged=false')).toEqual([older]);
  expect((await lead.get(`${there}/links`)).body.related).toEqual([{ reference: younger, relation: 'merged' }]);
  expect((await lead.get(`${here}/links`)).body.related).toEqual([{ reference: older, relation: 'merged_into' }]);
  expect((await api.customer('C-3002').get(`${there}/timeline`)).status).toBe(200);
  expect((await api.customer('C-3002').get(here)).body).toMatchObject({ status: 'closed', merged_into: older });

  expect(await lead.post(`${here}/unmerges`, {})).toMatchObject({ status: 200, body: { status: 'assigned' } });
  await desk.eventually(async () => (await lead.get(there)).body.merged.length === 0);
  expect((await lead.get(here)).body).toMatchObject({ merged_into: null, disputes: [{ settled: false }] });
  expect((await lead.get(there)).body.disputes).toEqual([]);
  const kinds = (await desk.db('alerts').whereLike('kind', 'case_%merged').pluck('kind')) as string[];
  expect(kinds).toEqual(expect.arrayContaining(['case_merged', 'case_unmerged']));
});

test('a second matter is split off with what belongs to it, under the key of the request once', async () => {
  const lead = api.as('nora.whitfield');
  const reference = await file();
  const path = `/v1/inquiries/${reference}`;
  await lead.post(`${path}/disputes`, { invoice: 'INV-30105', amount, reason: 'not_received' });
  const body = { category: 'billing_inquiry', text: 'The delivery note is missing as well.', disputes: ['INV-30105'] };
  const key = { 'Idempotency-Key': 'split-1' };
  expect(await lead.post(`${path}/splits`, body, key)).toMatchObject({ status: 201 });
  expect(await lead.post(`${path}/splits`, body, key)).toMatchObject({ status: 201 });
  const child = await desk.eventually(async () => (await lead.get(path)).body.splits[0]?.reference ?? undefined);
  const there = `/v1/inquiries/${child}`;
  await desk.eventually(async () => (await lead.get(there)).body.sequence > 0);
  expect((await lead.get(path)).body).toMatchObject({ disputes: [], splits: [{ disputes: ['INV-30105'] }] });
  expect((await lead.get(there)).body).toMatchObject({
    split_from: reference,
    follows: reference,
    category: 'billing_inquiry',
    subject: 'Invoice INV-30105',
    body: 'The delivery note is missing as well.',
    identification: { level: 'verified' },
    disputes: [{ invoice: 'INV-30105', disputed: amount, settled: false }],
  });
  expect((await lead.get(`${path}/links`)).body.related).toEqual([{ reference: child, relation: 'split_into' }]);
  expect((await lead.get(`${there}/links`)).body.related).toEqual([{ reference, relation: 'split_from' }]);
  expect(await lead.post(`${path}/splits`, { ...body, disputes: ['INV-99999'] })).toMatchObject({
    status: 422,
    body: { code: 'record_unknown' },
  });
  expect(await lead.post(`${there}/links/removals`, { kind: 'invoice', id: 'INV-30105' })).toMatchObject({
    status: 422,
    body: { code: 'link_in_use' },
  });
  expect(await lead.post(`${there}/links/removals`, { kind: 'inquiry', id: reference })).toMatchObject({ status: 200 });
});
