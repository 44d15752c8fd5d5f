import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followUpOwner, inquiryOwner, type Reference } from '../../../contracts/ids';
import type { Actor } from '../../../contracts/messages';
import { expectAtRest } from '../../support/at-rest';
import { person, startTestDesk, textReference, type TestDesk } from '../../support/desk';
import { readHistories, recordable, replay } from '../../support/histories';
import { testServers } from '../../support/servers';

/**
 * Records the golden histories from stories on real servers: `npm run record-histories` writes them where the replay test
 * reads them, else they go to a folder that is thrown away. What has been recorded stays: it is how cases of an earlier release
 * ran. To record a story anew, because the shell changed on purpose, give it another name.
 */
const directory = process.env['RECORD_HISTORIES'] ?? mkdtempSync(join(tmpdir(), 'inquiry-desk-histories-'));

jest.setTimeout(240_000);

const usd = (minor: number) => ({ minor, currency: 'USD' });
const lead = person('nora.whitfield');
let desk: TestDesk;

beforeAll(async () => {
  mkdirSync(directory, { recursive: true });
  desk = await startTestDesk();
  await desk.startWorker();
});
afterAll(() => desk.stop());

async function record(story: string, workflowId: string, runId?: string): Promise<void> {
  const history = await desk.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const file = join(directory, `${story}.json`);
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(recordable(workflowId, history))}\n`);
}

async function decide(reference: Reference, type: string, data: unknown, actor: Actor = lead) {
  const outcome = await desk.command(reference, type, data, actor);
  expect([type, outcome]).toEqual([type, expect.objectContaining({ result: 'accepted' })]);
}

const tell = (owner: ReturnType<typeof inquiryOwner>, type: string, data: unknown) =>
  desk.engine.signal(owner, type, { id: randomUUID(), type, actor: { kind: 'customer', id: 'C-1003' }, data });

async function dispute(): Promise<void> {
  const reference = await desk.file();
  await decide(reference, 'assign', { team: 'billing', person: 'mei.tanaka' });
  const mei = person('mei.tanaka');
  await decide(reference, 'dispute', { invoice: 'INV-10421', amount: usd(780_000), reason: 'not_received' }, mei);
  const explanation = await desk.text('The second delivery never left.');
  const content = {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount: usd(390_000),
    reason: 'not_received',
    explanation,
  };
  await decide(reference, 'propose', { content }, mei);
  const [proposal] = (await desk.state(reference)).proposals;
  const decision = { proposal: proposal?.id, contentHash: proposal?.contentHash, decision: 'approve' };
  await decide(reference, 'decide', decision, person('victor.almeida'));
  await desk.eventually(async () => (await desk.state(reference)).proposals[0]?.status === 'posted');
  const answer = await desk.text('The second delivery is credited; the first is due.');
  await decide(reference, 'resolve', { outcome: 'credited', rootCause: 'not_delivered', answer }, mei);
  await decide(reference, 'close', {}, mei);
  await expectAtRest(desk, inquiryOwner(reference));
  await record('dispute-with-approval', inquiryOwner(reference));
}

async function reopened(): Promise<void> {
  const reference = await desk.file({
    customer: null,
    contact: null,
    identification: { level: 'none', method: 'none' },
  });
  await decide(reference, 'identify', { customer: 'C-1003', level: 'verified', method: 'call_back' });
  await decide(reference, 'reclassify', { category: 'billing_inquiry', urgency: 'high' });
  await decide(reference, 'requestInformation', { text: await desk.text('Which delivery was it?') });
  const letter = randomUUID();
  await tell(inquiryOwner(reference), 'receiveMessage', {
    message: letter,
    text: textReference(letter),
    thanksOnly: false,
  });
  await decide(reference, 'resolve', {
    outcome: 'answered',
    rootCause: 'unclear',
    answer: await desk.text('It was paid.'),
  });
  await decide(reference, 'close', {});
  const again = randomUUID();
  await tell(inquiryOwner(reference), 'receiveMessage', {
    message: again,
    text: textReference(again),
    thanksOnly: false,
  });
  await desk.eventually(async () => (await desk.state(reference)).reopenCount === 1);
  await decide(reference, 'escalate', { level: 2 });
  // Refused, and so without a row.
  await desk.command(reference, 'confirm', {}, lead);
  await desk.client.workflow.getHandle(inquiryOwner(reference)).cancel();
  await desk.eventually(async () =>
    (await desk.journal(reference)).some(({ event }) => event.type === 'cancel_requested'),
  );
  await expectAtRest(desk, inquiryOwner(reference));
  await record('reopened-case', inquiryOwner(reference));
}

async function merged(): Promise<void> {
  const told = async (reference: Reference, type: string) =>
    (await desk.journal(reference)).some(({ event }) => event.type === type);
  const [older, younger] = [await desk.file(), await desk.file()];
  const owners = [inquiryOwner(older), inquiryOwner(younger)] as const;
  const mei = person('mei.tanaka');
  for (const reference of [older, younger]) {
    await desk.eventually(async () => (await desk.journal(reference)).length > 0);
    // Refused where routing has chosen her.
    await desk.command(reference, 'assign', { team: 'billing', person: 'mei.tanaka' }, lead);
  }
  await decide(younger, 'dispute', { invoice: 'INV-10421', amount: usd(10_000), reason: 'price' }, mei);
  await decide(younger, 'snooze', { until: new Date(Date.now() + 86_400_000).toISOString() }, mei);
  await decide(younger, 'merge', { into: older }, mei);
  await desk.eventually(() => told(older, 'inquiry_absorbed'));
  const letter = randomUUID();
  await tell(owners[1], 'receiveMessage', { message: letter, text: textReference(letter), thanksOnly: false });
  await desk.eventually(() => told(older, 'merged_message_received'));
  await decide(younger, 'unmerge', {});
  await desk.eventually(() => told(older, 'inquiry_released'));
  const text = await desk.text('They also ask for the delivery note.');
  await decide(younger, 'split', { category: 'general', text, links: [], disputes: ['INV-10421'] }, mei);
  await desk.eventually(
    async () => (await desk.state(younger)).splits?.some(({ inquiry }) => inquiry !== null) ?? false,
  );
  await expectAtRest(desk, owners[0]);
  await expectAtRest(desk, owners[1]);
  await record('absorbing-case', owners[0]);
  await record('merged-and-split-case', owners[1]);
}

/** A case and the follow-up of its customer, who is asked, writes by mail, and is not reached by the answer. */
async function conversation(): Promise<void> {
  const reference = await desk.file({ channel: 'email', customer: 'C-1002', contact: 'contact-1002-1' });
  const owner = inquiryOwner(reference);
  await decide(reference, 'requestInformation', { text: await desk.text('Which of the two?') });
  await desk.eventually(async () => (await desk.state(reference)).awaiting !== undefined);
  const letter = randomUUID();
  const [asked] = Object.keys((await desk.state(reference)).messages).slice(-1);
  const mail = { channel: 'email', message: letter, text: textReference(letter), thanksOnly: false };
  await tell(owner, 'receiveMessage', { ...mail, message: `${letter}-away`, automatic: true });
  await tell(owner, 'receiveMessage', { ...mail, senderVerified: true, answers: asked });
  await tell(owner, 'receiveCopy', { copy: randomUUID(), channel: 'email', mailbox: 'credit', team: 'credit' });
  await desk.eventually(async () => (await desk.state(reference)).phase !== 'pending_customer');
  await decide(reference, 'reply', { text: await desk.text('The second.') });
  const sent = await desk.eventually(async () =>
    Object.entries((await desk.state(reference)).messages).find(
      ([id, { status }]) => id.includes('reply') && status === 'sent',
    ),
  );
  const bounce = { kind: 'hard', reason: 'mailbox_unknown' };
  await tell(owner, 'recordDelivery', { message: sent[0], status: 'bounced', evidence: 'bounce', bounce });
  await desk.eventually(async () => (await desk.state(reference)).messages[sent[0]]?.status === 'bounced');
  await decide(reference, 'resolve', {
    outcome: 'answered',
    rootCause: 'unclear',
    answer: await desk.text('The second.'),
  });
  await decide(reference, 'close', {});
  await expectAtRest(desk, owner);
  await expectAtRest(desk, followUpOwner('C-1002'));
  await record('conversation-by-mail', owner);
  await record('follow-up-with-question', followUpOwner('C-1002'));
}

async function continuedAsNew(): Promise<void> {
  const start = (reference: Reference) => {
    const owner = inquiryOwner(reference);
    const args = [{ owner, historyLimit: 40 }];
    return desk.client.workflow.start('inquiry', { workflowId: owner, taskQueue: desk.taskQueue, args });
  };
  const reference = await desk.file({}, start);
  const owner = inquiryOwner(reference);
  const runId = async () => (await desk.client.workflow.getHandle(owner).describe()).runId;
  const first = await runId();
  await desk.eventually(async () => {
    await decide(reference, 'addNote', { text: textReference('note') });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return (await runId()) !== first;
  }, 60);
  await decide(reference, 'addNote', { text: textReference('note') });
  await expectAtRest(desk, owner);
  await record('continue-as-new-first-run', owner, first);
  await record('continue-as-new-second-run', owner, await runId());
}

async function followUp(): Promise<void> {
  const owner = followUpOwner('C-1004');
  const state = () =>
    desk.engine.state(owner, Date.now() + 10_000) as Promise<{ messages: Record<string, { status: string }> }>;
  const sent = (count: number) => async () =>
    Object.values((await state().catch(() => null))?.messages ?? {}).filter(({ status }) => status === 'sent').length >=
    count;
  const ask = (type: string, data: unknown) =>
    desk.engine.update(owner, { id: randomUUID(), type, actor: person('samuel.osei'), data }, Date.now() + 20_000);
  await desk.db('customers').where({ id: 'C-1004' }).update({ segment: 'demonstration' });
  await tell(owner, 'track', { invoice: 'INV-10455' });
  await desk.eventually(sent(1), 60);
  const date = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const promise = { promise: 'promise-1', invoice: 'INV-10455', amount: usd(1_000_000), date };
  expect(await ask('promise', promise)).toMatchObject({ result: 'accepted' });
  await desk.eventually(sent(2), 60);
  expect(await ask('cancelPromise', { promise: 'promise-1' })).toMatchObject({ result: 'accepted' });
  expect(await ask('stop', { reason: 'fraud' })).toMatchObject({ result: 'accepted' });
  expect(await ask('resume', {})).toMatchObject({ result: 'accepted' });
  await desk.eventually(sent(3), 60);
  await expectAtRest(desk, owner);
  await record('follow-up', owner);
}

async function sweep(): Promise<void> {
  const workflowId = `sweep-${randomUUID()}`;
  await desk.client.workflow.execute('sweep', { workflowId, taskQueue: desk.taskQueue });
  await record('sweep', workflowId);
}

test('the stories that histories are recorded of can be told, and replay at once', async () => {
  await Promise.all([dispute(), reopened(), merged(), conversation(), continuedAsNew(), followUp(), sweep()]);
  const histories = readHistories(directory);
  expect(histories.size).toBeGreaterThanOrEqual(10);
  const { workflowBundle } = testServers();
  const results = await replay(workflowBundle ?? { codePath: '' }, histories);
  expect(results).toEqual(Object.fromEntries([...histories.keys()].map((story) => [story, null])));
});
