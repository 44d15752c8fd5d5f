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

const dispute = {
  subject: 'Invoice INV-10421: second delivery never came',
  body: 'We dispute USD 7,800.00 of invoice INV-10421.',
  requester: { email: 'AP@meridian-outdoor.example' },
};

async function filed(body: object = dispute): Promise<string> {
  const { status, body: answer, headers } = await api.integration.post('/v1/inquiries', body);
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/v1/inquiries/${answer.reference}`);
  await desk.eventually(async () => {
    const { body: detail } = await api.as('nora.whitfield').get(`/v1/inquiries/${answer.reference}`);
    return detail.sequence > 0;
  });
  return answer.reference;
}

test('a dispute is filed, worked, proposed, approved by another person, and its own preparer is refused', async () => {
  const reference = await filed();
  const lead = api.as('nora.whitfield');
  const preparer = api.as('jonah.reyes');
  const manager = api.as('victor.almeida');

  const { body: detail, headers } = await lead.get(`/v1/inquiries/${reference}`);
  expect(detail).toMatchObject({
    category: 'billing_dispute',
    customer: { id: 'C-1003', name: 'Meridian Outdoor Supply Co.' },
    identification: { level: 'verified', method: 'sender_address' },
    subject: dispute.subject,
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  expect(detail.clocks.map(({ name }: { name: string }) => name)).toContain('resolution');
  expect(detail.allowed_next_steps).toContain('assign');
  expect(headers.get('etag')).toBe(`"${detail.sequence}"`);

  if (detail.assignee?.id !== 'jonah.reyes') {
    const assigned = await lead.post(`/v1/inquiries/${reference}/assignments`, {
      team: 'billing',
      person: 'jonah.reyes',
    });
    expect(assigned).toMatchObject({ status: 200, body: { status: 'assigned' } });
  }
  const proposed = await preparer.post(`/v1/inquiries/${reference}/proposals`, {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount: { value: '3900.00', currency: 'USD' },
    reason: 'not_received',
    explanation: 'The carrier has no proof of delivery.',
  });
  expect(proposed).toMatchObject({ status: 201, body: { status: 'pending_approval', proposal: { version: 1 } } });
  const { id, content_hash } = proposed.body.proposal;

  const own = await preparer.post(`/v1/inquiries/${reference}/proposals/${id}/decisions`, {
    decision: 'approve',
    content_hash,
  });
  expect(own).toMatchObject({ status: 422, body: { code: 'segregation_excluded' } });

  const approved = await manager.post(`/v1/inquiries/${reference}/proposals/${id}/decisions`, {
    decision: 'approve',
    content_hash,
  });
  expect(approved).toMatchObject({ status: 200, body: { status: 'in_progress' } });
  await desk.eventually(async () => (await desk.db('invoices').where({ id: 'INV-10421' }).first()).open === 390_000);
});

test('what was read may be acted on only while it still stands', async () => {
  const reference = await filed();
  const lead = api.as('nora.whitfield');
  const { headers } = await lead.get(`/v1/inquiries/${reference}`);
  const etag = headers.get('etag') ?? '';
  const path = `/v1/inquiries/${reference}/notes`;
  expect(await lead.post(path, { text: 'First.' }, { 'If-Match': etag })).toMatchObject({ status: 201 });
  const late = await lead.post(path, { text: 'Second.' }, { 'If-Match': etag });
  expect(late).toMatchObject({ status: 412, body: { code: 'version_conflict' } });
  const texts = await desk.db('texts').where('content', 'Second.');
  expect(texts).toEqual([]);
});

test('a repeated request is answered alike, and another one under its key is refused', async () => {
  const first = await api.integration.post('/v1/inquiries', dispute, { 'Idempotency-Key': 'mail-1' });
  const again = await api.integration.post('/v1/inquiries', dispute, { 'Idempotency-Key': 'mail-1' });
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body.reference).toBe(first.body.reference);
  const other = await api.integration.post(
    '/v1/inquiries',
    { ...dispute, subject: 'Other' },
    { 'Idempotency-Key': 'mail-1' },
  );
  expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });

  const notes = `/v1/inquiries/${first.body.reference}/notes`;
  const lead = api.as('nora.whitfield');
  const note = await lead.post(notes, { text: 'Once.' }, { 'Idempotency-Key': 'note-1' });
  expect(await lead.post(notes, { text: 'Once.' }, { 'Idempotency-Key': 'note-1' })).toMatchObject({
    status: 201,
    body: note.body,
  });
  expect(await lead.post(notes, { text: 'Twice.' }, { 'Idempotency-Key': 'note-1' })).toMatchObject({
    status: 409,
    body: { code: 'idempotency_key_reused' },
  });
  const written = await desk.db('journal').where({ owner: `inquiry:${first.body.reference}`, type: 'note_added' });
  expect(written).toHaveLength(1);
});

test('the list finds cases by what they are, page by page', async () => {
  const reference = await filed();
  const lead = api.as('nora.whitfield');
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await lead.get(`/v1/inquiries?category=billing_dispute&sort=due_at&limit=1${query}`);
    expect(status).toBe(200);
    found.push(...body.data.map((row: { reference: string }) => row.reference));
    cursor = body.next_cursor;
  } while (cursor !== null);
  expect(found).toContain(reference);
  expect(new Set(found).size).toBe(found.length);
  expect(await lead.get('/v1/inquiries?cursor=bm9uc2Vuc2U')).toMatchObject({
    status: 400,
    body: { code: 'invalid_cursor' },
  });
});
