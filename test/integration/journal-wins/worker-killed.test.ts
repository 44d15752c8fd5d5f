import { randomUUID } from 'node:crypto';
import { inquiryOwner } from '../../../contracts/ids';
import { expectAtRest, untilAnswered } from '../../support/at-rest';
import { person, startTestDesk, type TestDesk } from '../../support/desk';
import { startWorkerProcess } from '../../support/worker-process';

/** What the customer says while no worker lives. */
async function customerWrites(desk: TestDesk, reference: string): Promise<string> {
  const id = `mail-${randomUUID()}`;
  const data = { message: id, text: await desk.text('Any news?'), thanksOnly: false };
  const actor = { kind: 'customer' as const, id: 'C-1003' };
  await desk.engine.signal(inquiryOwner(reference), 'receiveMessage', { id, type: 'receiveMessage', actor, data });
  return id;
}

const lead = person('nora.whitfield');

/** The decisions up to the one whose commit is the last thing that the worker does. */
async function decisions(desk: TestDesk): Promise<{ type: string; data: unknown }[]> {
  return [
    { type: 'assign', data: { team: 'billing', person: 'mei.tanaka' } },
    { type: 'reply', data: { text: await desk.text() } },
    { type: 'resolve', data: { outcome: 'answered', rootCause: 'unclear_invoice', answer: await desk.text() } },
    { type: 'close', data: {} },
  ];
}

jest.setTimeout(90_000);

const points = ['open', 'settleEffect', 'assign', 'reply', 'close'];

/** All points at once: most of the time passes until the server gives up on the task that died. */
test.each([points])(
  'a worker dies between the commit and its return (%s, %s, %s, %s, %s), then the customer writes',
  async (...killedAt) => {
    const results = await Promise.allSettled(killedAt.map(diesAfterCommitOf));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  },
);

async function diesAfterCommitOf(point: string): Promise<void> {
  const desk = await startTestDesk();
  const worker = await startWorkerProcess(desk, { killAfterCommitOf: point });
  try {
    const reference = await desk.file();
    const owner = inquiryOwner(reference);
    const commands = (await decisions(desk)).map((command) => ({ ...command, id: randomUUID() }));
    const last = commands.findIndex(({ type }) => type === point);
    // A mail under way when its worker dies would be parked, after two minutes: that is another story.
    const sent = async () => !(await desk.db('effects').where({ owner, status: 'waiting' }).first('key'));
    if (last >= 0) await desk.eventually(async () => (await desk.journal(reference)).length > 0 && sent());
    for (const { type, data, id } of commands.slice(0, Math.max(last, 0))) {
      const outcome = await desk.command(reference, type, data, lead, id);
      expect([type, outcome]).toEqual([type, expect.objectContaining({ result: 'accepted' })]);
      await desk.eventually(sent);
    }
    const deciding = commands[last];
    const answer = deciding
      ? untilAnswered(() => desk.command(reference, deciding.type, deciding.data, lead, deciding.id))
      : undefined;
    await worker.ended;
    const letter = await customerWrites(desk, reference);
    await desk.startWorker();

    if (deciding) {
      const stored = await desk.db('outcomes').where({ owner, command_id: deciding.id }).first('outcome');
      expect(await answer).toEqual(stored.outcome);
      expect(
        await untilAnswered(() => desk.command(reference, deciding.type, deciding.data, lead, deciding.id)),
      ).toEqual(stored.outcome);
    }
    await desk.eventually(
      async () => !!(await desk.db('outcomes').where({ owner, command_id: letter }).first('outcome')),
    );
    const journal = await expectAtRest(desk, owner);
    const types = journal.map(({ type }) => type);
    expect(types.filter((type) => type === 'inquiry_received')).toHaveLength(1);
    expect(types.filter((type) => type === 'message_received')).toHaveLength(1);
    for (const { id } of commands.slice(0, last + 1)) {
      const asked = await desk.db('outcomes').where({ owner, command_id: id }).first('outcome');
      expect(asked?.outcome).toMatchObject({ result: 'accepted' });
    }
    // What the customer wrote after the end came after it, and so began the case again.
    if (point === 'close') expect(types.slice(-2)).not.toContain('closed');
    expect(types.indexOf('message_received')).toBeGreaterThan(types.indexOf('routed'));
  } finally {
    await worker.kill();
    await desk.stop();
  }
}
