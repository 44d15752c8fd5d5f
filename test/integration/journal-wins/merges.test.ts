import { randomUUID } from 'node:crypto';
import { deliverSignal } from '../../../adapters/engine/deliver-dispatches';
import { inquiryOwner } from '../../../contracts/ids';
import { rebuildProjections } from '../../../scripts/rebuild-projections';
import { expectAtRest, untilAnswered } from '../../support/at-rest';
import { person, startTestDesk, type TestDesk } from '../../support/desk';
import { startWorkerProcess } from '../../support/worker-process';

jest.setTimeout(120_000);

const lead = person('nora.whitfield');
const invoice = 'INV-20154';
const amount = { minor: 380_000, currency: 'GBP' };

/** A customer of this test's own: the follow-ups of a customer have one name on the server that all desks of a run share. */
const customer = 'C-2002';
const inquiry = {
  customer,
  contact: 'contact-2002-1',
  legalEntity: 'halden-uk',
  subject: `Invoice ${invoice} is wrong`,
  body: `We dispute invoice ${invoice} over GBP 3,800.00: the second delivery never came.`,
};

let desk: TestDesk;

beforeEach(async () => {
  desk = await startTestDesk();
});
afterEach(() => desk.stop());

/** Two cases about one invoice, the older one first. */
async function fileTwo(): Promise<[string, string]> {
  const older = await begin(await desk.file(inquiry));
  return [older, await begin(await desk.file(inquiry))];
}

async function begin(reference: string): Promise<string> {
  await desk.eventually(async () => (await desk.journal(reference)).length > 0);
  return reference;
}

async function does(reference: string, type: string, data: unknown) {
  const outcome = await untilAnswered(() => desk.command(reference, type, data, lead, randomUUID()));
  expect([type, outcome]).toEqual([type, expect.objectContaining({ result: 'accepted' })]);
}

const taken = (older: string, younger: string) =>
  desk.eventually(async () => (await desk.state(older)).absorbed?.some(({ from }) => from === younger));

const written = async (reference: string, message: string) => {
  const data = { message, text: await desk.text('Any news?'), thanksOnly: false };
  const actor = { kind: 'customer' as const, id: customer };
  const command = { id: `message:${message}`, type: 'receiveMessage', actor, data };
  await desk.engine.signal(inquiryOwner(reference), 'receiveMessage', command);
};

test('both ways at once: one case goes into the other, and what it brought comes back', async () => {
  await desk.startWorker();
  const [older, younger] = await fileTwo();
  await does(younger, 'dispute', { invoice, amount, reason: 'not_received' });
  const [there, here] = await Promise.all([desk.state(older), desk.state(younger)]);

  const [wrong, right] = await Promise.all([
    desk.command(older, 'merge', { into: younger }, lead),
    desk.command(younger, 'merge', { into: older }, lead),
  ]);
  expect(right).toMatchObject({ result: 'accepted', status: 'closed' });
  expect(['merge_into_older', 'case_merged']).toContain(wrong.result === 'refused' ? wrong.refusal.code : wrong.result);
  await taken(older, younger);
  expect(await desk.db('inquiries').where({ reference: younger }).first()).toMatchObject({ merged_into: older });
  expect((await desk.state(older)).disputes).toMatchObject([{ invoice, hold: `dispute.${younger}` }]);
  const held = () => desk.db('holds').where({ invoice, released_at: null }).pluck('id');
  await desk.eventually(async () => (await held()).length === 1);

  await does(younger, 'unmerge', {});
  await desk.eventually(async () => !(await desk.state(older)).absorbed);
  await expectAtRest(desk, inquiryOwner(older));
  await expectAtRest(desk, inquiryOwner(younger));
  const anew = { sequence: expect.any(Number), involvements: expect.any(Array), messages: expect.any(Object) };
  expect(await desk.state(older)).toEqual({ ...there, ...anew });
  expect(await desk.state(younger)).toEqual({ ...here, ...anew });
  expect(await held()).toEqual([`dispute.${younger}`]);

  await desk.stopWorker();
  expect((await rebuildProjections(desk.database.ownerUrl)).differences).toEqual({});
});

test('the worker dies right after the merge is committed: the other case takes it over all the same, once', async () => {
  const worker = await startWorkerProcess(desk, { killAfterCommitOf: 'merge' });
  const [older, younger] = await fileTwo();
  await untilAnswered(() => desk.command(younger, 'dispute', { invoice, amount, reason: 'not_received' }, lead));
  // A mail under way when its worker dies would be parked, after two minutes: that is another story.
  await desk.eventually(async () => !(await desk.db('effects').where({ status: 'waiting' }).first('key')));
  const id = randomUUID();
  const merge = () => desk.command(younger, 'merge', { into: older }, lead, id);
  const answer = untilAnswered(merge);
  await worker.ended;
  const letter = `mail-${randomUUID()}`;
  await written(younger, letter);
  await desk.startWorker();
  expect(await answer).toMatchObject({ result: 'accepted', status: 'closed' });
  await taken(older, younger);
  await desk.eventually(async () =>
    (await desk.journal(older)).some(({ event }) => event.type === 'merged_message_received'),
  );
  const rows = await expectAtRest(desk, inquiryOwner(older));
  await expectAtRest(desk, inquiryOwner(younger));
  expect(rows.filter(({ type }) => type === 'inquiry_absorbed')).toHaveLength(1);
  expect(rows.filter(({ type }) => type === 'merged_message_received')).toHaveLength(1);
  // The message is the younger case's, and its row stays where it is.
  expect(await desk.db('messages').where({ id: letter }).first('owner')).toEqual({ owner: inquiryOwner(younger) });
  await worker.kill();
});

test('a message to a merged case ends the waiting of the one it went into; a case is split off once', async () => {
  await desk.startWorker();
  const [older, younger] = await fileTwo();
  await does(older, 'requestInformation', { text: await desk.text('Which delivery was it?') });
  await does(younger, 'merge', { into: older });
  await taken(older, younger);
  await written(younger, `mail-${randomUUID()}`);
  await desk.eventually(async () => (await desk.state(older)).phase === 'in_progress');

  await does(older, 'dispute', { invoice, amount, reason: 'not_received' });
  const split = {
    category: 'billing_inquiry',
    text: await desk.text('A second matter.'),
    links: [],
    disputes: [invoice],
  };
  const id = randomUUID();
  const first = await desk.command(older, 'split', split, lead, id);
  expect(await desk.command(older, 'split', split, lead, id)).toEqual(first);
  const child = await desk.eventually(async () => (await desk.state(older)).splits?.[0]?.inquiry ?? undefined);
  await begin(child);
  expect(await desk.state(child)).toMatchObject({
    splitFrom: older,
    follows: older,
    customer,
    category: 'billing_inquiry',
    disputes: [{ invoice, hold: `dispute.${older}` }],
  });
  expect(await desk.db('intakes').whereLike('source_key', 'split/%').pluck('reference')).toEqual([child]);
  await expectAtRest(desk, inquiryOwner(child));
  expect(desk.mail.mails().filter(({ text }) => text.includes(child))).toEqual([]);

  await does(child, 'merge', { into: older });
  await taken(older, child);
  expect((await desk.state(older)).disputes).toMatchObject([{ invoice, from: child, hold: `dispute.${older}` }]);
  await desk.stopWorker();
  expect((await rebuildProjections(desk.database.ownerUrl)).differences).toEqual({});
});

test('what is written on a merged case that has ended reaches the case it went into', async () => {
  await desk.startWorker();
  const [older, younger] = await fileTwo();
  await does(younger, 'merge', { into: older });
  await taken(older, younger);
  const owner = inquiryOwner(younger);
  await expectAtRest(desk, owner);
  // As it is when its reopen window has passed, which no test waits for.
  await desk.client.workflow.getHandle(owner).terminate('its window is over');
  await desk.db('owners').where({ owner }).update({ ended: true });
  const message = `mail-${randomUUID()}`;
  const data = { message, text: await desk.text('Any news?'), thanksOnly: false };
  const actor = { kind: 'customer' as const, id: customer };
  const command = { id: `message:${message}`, type: 'receiveMessage', actor, data };
  await deliverSignal(desk.db, desk.engine, owner, { name: 'receiveMessage', command });
  await desk.eventually(async () => (await desk.journal(older)).some(({ event }) => event.type === 'message_received'));
});
