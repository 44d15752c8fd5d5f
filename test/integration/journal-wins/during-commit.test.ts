import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataConverter } from '@temporalio/common';
import { inquiryOwner, type Reference } from '../../../contracts/ids';
import type { Command, Outcome } from '../../../contracts/messages';
import { expectAtRest, untilAnswered } from '../../support/at-rest';
import { person, startTestDesk, textReference, type TestDesk } from '../../support/desk';

jest.setTimeout(60_000);

const lead = person('nora.whitfield');
const note = { text: textReference('note') };

/** Called while the worker completes the task that ends a run: before the server has heard of it. */
let beforeRunEnds: (() => Promise<unknown>) | undefined;

/** Leaves payloads as they are. Only the input of a next run names what is carried. */
const watching: DataConverter = {
  payloadCodecs: [
    {
      async encode(payloads) {
        const call = beforeRunEnds;
        if (call && payloads.some(({ data }) => Buffer.from(data ?? []).includes('"carried"'))) {
          beforeRunEnds = undefined;
          await call();
        }
        return payloads;
      },
      decode: async (payloads) => payloads,
    },
  ],
};

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ dataConverter: watching });
});
afterAll(() => desk.stop());
afterEach(() => desk.stopWorker());

/** Starts a case whose runs are short. */
async function fileShort(historyLimit: number): Promise<Reference> {
  const owner = (reference: Reference) => inquiryOwner(reference);
  const reference = await desk.file({}, (filed) =>
    desk.client.workflow.start('inquiry', {
      workflowId: owner(filed),
      taskQueue: desk.taskQueue,
      args: [{ owner: owner(filed), historyLimit }],
    }),
  );
  await desk.eventually(async () => (await desk.journal(reference)).some(({ event }) => event.type === 'routed'));
  return reference;
}

const runOf = async (reference: Reference): Promise<string> =>
  (await desk.client.workflow.getHandle(inquiryOwner(reference)).describe()).runId;

const decide = (reference: Reference, type: string, data: unknown, id: string): Promise<Outcome> =>
  untilAnswered(() => desk.command(reference, type, data, lead, id));

function tell(reference: Reference, id: string): Promise<void> {
  const data = { message: id, text: textReference(id), thanksOnly: true };
  const command: Command = { id, type: 'receiveMessage', actor: { kind: 'customer', id: 'C-1003' }, data };
  return desk.engine.signal(inquiryOwner(reference), 'receiveMessage', command);
}

const rowsOf = async (reference: Reference, id: string): Promise<number> =>
  (await desk.journal(reference)).filter(({ commandId }) => commandId === id).length;

test('a customer writes while the case is being closed, and nothing dies', async () => {
  const letter = randomUUID();
  await desk.startWorker({
    afterCommit: async ({ type }) => {
      if (type === 'close') await tell(reference, letter);
    },
  });
  const reference: Reference = await desk.file();
  const answer = await desk.text('Here is our answer.');
  await decide(reference, 'resolve', { outcome: 'answered', rootCause: 'unclear', answer }, randomUUID());
  expect(await decide(reference, 'close', {}, randomUUID())).toMatchObject({ result: 'accepted', status: 'closed' });
  await desk.eventually(() => rowsOf(reference, letter).then((rows) => rows > 0));
  const journal = await expectAtRest(desk, inquiryOwner(reference));
  expect(journal.map(({ type }) => type).filter((type) => ['closed', 'message_received'].includes(type))).toEqual([
    'closed',
    'message_received',
  ]);
});

test('a customer writes while a run hands over to the next: the server refuses that task, and nothing is lost', async () => {
  await desk.startWorker();
  const reference = await fileShort(30);
  const first = await runOf(reference);
  const [letter, late] = [randomUUID(), randomUUID()];
  const called = new Promise<void>((resolve) => {
    beforeRunEnds = () => tell(reference, letter).then(resolve);
  });
  for (let count = 0; beforeRunEnds && count < 30; count += 1)
    await decide(reference, 'addNote', note, `note-${count}`);
  await called;
  await tell(reference, late);
  await desk.eventually(() => rowsOf(reference, late).then((rows) => rows > 0));
  await desk.eventually(async () => (await runOf(reference)) !== first);
  await expectAtRest(desk, inquiryOwner(reference));
  expect([await rowsOf(reference, letter), await rowsOf(reference, late)]).toEqual([1, 1]);

  const { events } = await desk.client.workflow.getHandle(inquiryOwner(reference), first).fetchHistory();
  const causes = (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed?.cause ?? []);
  // temporal.api.enums.v1.WorkflowTaskFailedCause: UNHANDLED_COMMAND.
  expect(causes).toContain(1);
});

test('a decision that arrives while a run hands over is answered by the next, and done once', async () => {
  await desk.startWorker();
  const reference = await fileShort(30);
  const answers: [string, Outcome][] = [];
  for (let round = 0; round < 3; round += 1) {
    const run = await runOf(reference);
    const [before, during] = [randomUUID(), randomUUID()];
    let answer: Promise<Outcome> | undefined;
    beforeRunEnds = async () => {
      answer = decide(reference, 'addNote', note, during);
      await pause(300);
    };
    answers.push([before, await decide(reference, 'addNote', note, before)]);
    await desk.eventually(async () => {
      if (!answer) await decide(reference, 'addNote', note, randomUUID());
      await pause(1_500);
      return (await runOf(reference)) !== run;
    });
    if (answer) answers.push([during, await answer]);
  }
  await expectAtRest(desk, inquiryOwner(reference));
  expect(answers).toHaveLength(6);
  // Found again after the run that gave them has ended.
  for (const [id, outcome] of answers) {
    expect(outcome.result).toBe('accepted');
    expect(await rowsOf(reference, id)).toBe(1);
    expect(await decide(reference, 'addNote', note, id)).toEqual(outcome);
  }
  // What operators filter by goes along.
  const { typedSearchAttributes } = await desk.client.workflow.getHandle(inquiryOwner(reference)).describe();
  const attributes = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(attributes).toMatchObject({ InquiryStatus: 'assigned', InquiryTeam: 'billing', InquiryCustomer: 'C-1003' });
});

test('fourteen decisions at once, more than the server takes in flight, are each answered and each done once', async () => {
  await desk.startWorker();
  const reference = await fileShort(60);
  const ids = Array.from({ length: 14 }, () => randomUUID());
  const outcomes = await Promise.all(ids.map((id) => decide(reference, 'addNote', note, id)));
  expect(outcomes.map(({ result }) => result)).toEqual(ids.map(() => 'accepted'));
  await expectAtRest(desk, inquiryOwner(reference));
  for (const id of ids) expect(await rowsOf(reference, id)).toBe(1);
  for (const [index, id] of ids.entries())
    expect(await decide(reference, 'addNote', note, id)).toEqual(outcomes[index]);
});
