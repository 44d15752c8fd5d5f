import { randomUUID } from 'node:crypto';
import { temporal } from '@temporalio/proto';
import { inquiryOwner } from '../../../contracts/ids';
import { expectAtRest } from '../../support/at-rest';
import { person, startTestDesk, type TestDesk } from '../../support/desk';

jest.setTimeout(60_000);

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
});
afterAll(() => desk.stop());

const correction = ['reclassify', { category: 'billing_inquiry' }, person('nora.whitfield')] as const;

// A decision costs six events: its task, its acceptance and answer, and its row; one more when operators filter by what
// it changed. A mail costs seven. The question for a rating, which comes sooner than what else a closed case waits for, moves
// its timer: two.
test.each([
  ['a clean case', [], 60, 24],
  ['a case whose classification was corrected', [correction], 66, 25],
] as const)(
  '%s, from filing to closure with three mails, fits its history',
  async (_name, corrections, most, kilobytes) => {
    desk.mail.clear();
    const reference = await desk.file();
    const owner = inquiryOwner(reference);
    const settled = () =>
      desk.eventually(async () => {
        const begun = (await desk.journal(reference)).length > 0;
        return begun && !(await desk.db('effects').where({ owner, status: 'waiting' }).first('key'));
      });
    await settled();
    const mei = person('mei.tanaka');
    for (const [type, data, actor] of [
      ...corrections,
      ['assign', { team: 'billing', person: 'mei.tanaka' }, person('nora.whitfield')],
      ['reply', { text: await desk.text() }, mei],
      ['resolve', { outcome: 'answered', rootCause: 'unclear', answer: await desk.text() }, mei],
      ['close', {}, mei],
    ] as const) {
      expect([type, await desk.command(reference, type, data, actor, randomUUID())]).toEqual([
        type,
        expect.objectContaining({ result: 'accepted' }),
      ]);
      await settled();
    }
    await expectAtRest(desk, owner);
    expect(desk.mail.mails()).toHaveLength(3);

    const { events } = await desk.client.workflow.getHandle(owner).fetchHistory();
    const { historySize, historyLength } = await desk.client.workflow.getHandle(owner).describe();
    const counts: Record<string, number> = {};
    for (const { eventType } of events ?? []) {
      const name = String(temporal.api.enums.v1.EventType[eventType ?? 0])
        .replace('EVENT_TYPE_', '')
        .toLowerCase();
      counts[name] = (counts[name] ?? 0) + 1;
    }
    process.stderr.write(`${JSON.stringify({ historyLength, historySize, counts })}\n`);
    expect({ counts, within: historyLength <= most }).toEqual({ counts, within: true });
    expect(historySize).toBeLessThanOrEqual(kilobytes * 1024);
  },
);
