import { findAttemptByBounceToken } from '../../db/find-attempt-by-bounce-token';
import { readBounceAddress } from '../../adapters/mail/bounce-address';
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
  await api?.stop();
  await desk?.stop();
});

const agent = () => api.as('nora.whitfield');
const evidence = 'Looked into the log of the mail server.';

/** A case whose reply went out on a connection that fell after the data. */
async function parkReply(text: string, stored: boolean): Promise<{ reference: string; message: string }> {
  const filed = await api.integration.post('/v1/inquiries', {
    subject: 'Invoice INV-10421',
    body: 'We dispute invoice INV-10421: the second delivery never came.',
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  const { reference } = filed.body;
  await desk.eventually(async () => (await agent().get(`/v1/inquiries/${reference}`)).body.sequence > 0);
  // The acknowledgement goes first, on a healthy connection.
  await desk.eventually(async () => desk.mail.mails().some(({ subject }) => subject.includes(reference)));
  await desk.eventually(async () => (await desk.db('effects').where({ status: 'waiting' })).length === 0);
  const callOff = desk.mail.misbehave({ at: 'end_of_data', drop: true, stored }, Infinity);
  const replied = await agent().post(`/v1/inquiries/${reference}/replies`, { text });
  expect(replied).toMatchObject({ status: 201 });
  const message = await desk.eventually(async () => {
    const { body } = await agent().get('/v1/parked-sends');
    return body.data.find(
      (send: { owner: string; purpose: string }) => send.owner === `inquiry:${reference}` && send.purpose === 'reply',
    )?.message as string | undefined;
  });
  callOff();
  await desk.eventually(async () => (await statusOf(reference, message)) === 'unknown');
  return { reference, message };
}

async function statusOf(reference: string, message: string): Promise<string> {
  const { body } = await agent().get(`/v1/inquiries/${reference}/messages`);
  return body.data.find(({ id }: { id: string }) => id === message)?.status;
}
const settle = (message: string, body: object, headers?: Record<string, string>) =>
  agent().post(`/v1/parked-sends/${message}/settlements`, body, headers);
const arrived = (text: string) => desk.mail.mails().filter((mail) => mail.text.includes(text));

test('a mail that was not sent goes out once more when somebody says so, as a message of its own', async () => {
  const { reference, message } = await parkReply('The delivery note is on its way.', false);
  expect(arrived('The delivery note is on its way.')).toEqual([]);

  const body = { result: 'not_sent', evidence, resend: true };
  const settled = await settle(message, body, { 'Idempotency-Key': 'settle-1' });
  expect(settled).toMatchObject({ status: 200, body: { message, owner: `inquiry:${reference}` } });
  const { resent_as: again } = settled.body;
  expect(again).not.toBe(message);
  expect(await settle(message, body, { 'Idempotency-Key': 'settle-1' })).toMatchObject({
    status: 200,
    body: { resent_as: again },
  });

  await desk.eventually(async () => (await statusOf(reference, again)) === 'sent');
  expect(await statusOf(reference, message)).toBe('failed');
  const [mail, ...others] = arrived('The delivery note is on its way.');
  expect(others).toEqual([]);
  expect(mail?.messageId).toMatch(new RegExp(`^<${again}\\.`));
  expect((await agent().get('/v1/parked-sends')).body.data).toEqual([]);
  expect((await agent().get(`/v1/inquiries/${reference}`)).body.effects_parked).toEqual([]);

  // Where it would bounce to says which message and recipient it was, without a word of the bounce being believed.
  const token = readBounceAddress(mail?.sender ?? '') ?? '';
  expect(await findAttemptByBounceToken(desk.db, token)).toMatchObject({
    message: again,
    owner: `inquiry:${reference}`,
  });

  expect(await settle(message, body)).toMatchObject({ status: 422, body: { code: 'send_settled' } });
});

test('a mail that did arrive is settled as sent, by a person or by what is heard of it later', async () => {
  const first = await parkReply('We have found it.', true);
  expect(await settle(first.message, { result: 'sent', evidence, resend: true })).toMatchObject({ status: 400 });
  expect(await settle(first.message, { result: 'sent', evidence })).toMatchObject({
    status: 200,
    body: { resent_as: null },
  });
  expect(await statusOf(first.reference, first.message)).toBe('sent');

  const second = await parkReply('We have found the second one, too.', true);
  await desk.engine.signal(`inquiry:${second.reference}`, 'recordDelivery', {
    id: 'report-1',
    type: 'recordDelivery',
    actor: { kind: 'integration', id: 'mail' },
    data: { message: second.message, status: 'delivered', evidence: 'dsn' },
  });
  await desk.eventually(async () => (await statusOf(second.reference, second.message)) === 'delivered');
  expect((await agent().get('/v1/parked-sends')).body.data).toEqual([]);
  expect(await settle(second.message, { result: 'not_sent', evidence })).toMatchObject({
    status: 422,
    body: { code: 'send_settled' },
  });
  expect(arrived('We have found')).toHaveLength(2);
});

test('who may not see or do it changes nothing', async () => {
  expect(await settle('nothing', { result: 'sent', evidence })).toMatchObject({ status: 404 });
  for (const [client, status] of [
    [api.stranger, 401],
    [api.customer('C-1003'), 403],
    [api.integration, 403],
  ] as const) {
    expect(await client.post('/v1/parked-sends/nothing/settlements', { result: 'sent', evidence })).toMatchObject({
      status,
    });
  }
});
